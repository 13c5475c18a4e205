import datetime
import decimal
import math
import os
import subprocess
import sys
import threading
import time
import unittest
import uuid

from rapport import MarketingClient, RequestError
from rapport.messages import new_message_id

from .fault_server import FaultServer


class ClientCase(unittest.TestCase):
    def setUp(self):
        self.server = FaultServer()
        self.errors = []
        self.addCleanup(self.server.stop)

    def make_client(self, **options):
        defaults = {"flush_interval": 0.01, "retry_base": 0.01, "retry_max": 0.05, "request_timeout": 1.0}
        client = MarketingClient("pk_test", self.server.url, on_error=self.errors.append, **{**defaults, **options})
        self.addCleanup(client.close, 0)
        return client

    def codes(self):
        return [error.code for error in self.errors]

    def track_many(self, client, count):
        names = [f"Event {index}" for index in range(count)]
        for name in names:
            client.track("u1", name, {"price": 12.5})
        return names


class Messages(ClientCase):
    def test_each_verb_arrives_in_the_tracking_format_gzipped_with_the_key_as_basic_user(self):
        client = self.make_client(flush_interval=60)
        client.track("u1", "Order Completed", {"total": 3}, context={"ip": "0.0.0.0"})
        client.identify("u1", {"plan": "pro"}, anonymous_id="a1")
        client.page("u1", "Home", {"path": "/"}, category="Site")
        client.screen(None, "Start", anonymous_id="a1")
        client.group("u1", "g1", {"size": 3})
        client.alias("u2", "u1")
        client.send_recommendation_feedback("u1", "dec_1", "clicked", ["i1"], placement="home")
        self.assertTrue(client.flush())
        kept = [{k: v for k, v in m.items() if k not in ("messageId", "originalTimestamp", "context")} for m in self.server.messages]
        self.assertEqual(
            kept,
            [
                {"type": "track", "userId": "u1", "event": "Order Completed", "properties": {"total": 3}},
                {"type": "identify", "userId": "u1", "anonymousId": "a1", "traits": {"plan": "pro"}},
                {"type": "page", "userId": "u1", "name": "Home", "category": "Site", "properties": {"path": "/"}},
                {"type": "screen", "anonymousId": "a1", "name": "Start"},
                {"type": "group", "userId": "u1", "groupId": "g1", "traits": {"size": 3}},
                {"type": "alias", "userId": "u2", "previousId": "u1"},
                {"type": "track", "userId": "u1", "event": "Recommendation Clicked", "properties": {"decisionId": "dec_1", "placement": "home", "items": ["i1"]}},
            ],
        )
        self.assertEqual(self.server.messages[0]["context"]["ip"], "0.0.0.0")
        headers = self.server.requests[0]["headers"]
        self.assertEqual(headers["Content-Encoding"], "gzip")
        self.assertEqual(headers["Authorization"], "Basic cGtfdGVzdDo=")

    def test_message_ids_are_uuids_of_version_7_that_carry_the_time_and_never_repeat(self):
        ids = [new_message_id(lambda: 1_700_000_000.123) for _ in range(2_000)]
        self.assertEqual(len(set(ids)), 2_000)
        for one in ids:
            value = uuid.UUID(one)
            self.assertEqual((value.version, value.variant), (7, uuid.RFC_4122))
            self.assertEqual(value.int >> 80, 1_700_000_000_123)

    def test_times_are_utc_and_one_that_cannot_be_read_is_the_time_of_the_call(self):
        client = self.make_client()
        zone = datetime.timezone(datetime.timedelta(hours=2))
        times = [datetime.datetime(2024, 5, 1, 10, tzinfo=zone), "2024-05-01T10:00:00+02:00", datetime.datetime(2024, 5, 1, 8), 5, "yesterday"]
        for one in times:
            client.track("u1", "T", timestamp=one)
        client.flush()
        got = [message["originalTimestamp"] for message in self.server.messages]
        self.assertEqual(got[:4], ["2024-05-01T08:00:00.000Z"] * 3 + ["1970-01-01T00:00:05.000Z"])
        self.assertRegex(got[4], r"^20\d\d-.*Z$")

    def test_values_without_a_form_in_json_are_repaired_alone_and_neighbours_are_untouched(self):
        client = self.make_client()
        loop = {"name": "loop"}
        loop["self"] = loop
        deep = {}
        for _ in range(100_000):
            deep = {"deep": deep}

        class Angry:
            def __iter__(self):
                raise RuntimeError("no")

        client.track("u1", "before")
        client.track("u1", "bad", {"loop": loop, "nan": math.nan, "angry": Angry(), "list": [object(), 1], (1, 2): "key"})
        client.track("u1", "fine", {"at": datetime.date(2024, 1, 2), "price": decimal.Decimal("1.5"), "text": "\ud800"})
        client.track("u1", "deep", {"deep": deep})
        client.track("u1", "after")
        client.flush()
        self.assertEqual(self.server.events(), ["before", "bad", "fine", "deep", "after"])
        bad = self.server.messages[1]["properties"]
        self.assertEqual(bad, {"loop": {"name": "loop"}, "nan": None, "list": [None, 1], "(1, 2)": "key"})
        self.assertEqual(self.server.messages[2]["properties"]["at"], "2024-01-02")
        self.assertEqual(self.server.messages[2]["properties"]["price"], 1.5)
        self.assertEqual(self.codes(), ["value_left_out", "value_left_out"])
        while "deep" in deep:  # taken apart step by step: the interpreter frees nested values by recursion
            deep = deep["deep"]

    def test_a_wrong_call_is_reported_and_does_not_raise(self):
        client = self.make_client()
        client.send_recommendation_feedback("u1", "d", "liked", ["i"])
        client.track("u1", "T", no_such_option=1)
        client.track("u1", "x" * 40_000)
        self.assertEqual(self.codes(), ["call_failed", "call_failed", "event_too_large"])
        with self.assertRaisesRegex(ValueError, "no_such_option"):
            self.make_client(no_such_option=1)
        with self.assertRaisesRegex(ValueError, "base_url"):
            MarketingClient("pk", "nowhere")


class Faults(ClientCase):
    def fail_first(self, count, answer):
        left = [count]

        def fault(handler):
            left[0] -= 1
            return left[0] >= 0 and (answer(handler) or True)

        self.server.fault = fault

    def test_refused_connections_then_healed(self):
        self.server.stop()
        client = self.make_client()
        names = self.track_many(client, 1_200)
        time.sleep(0.2)
        self.assertEqual(client.stats()["delivered"], 0)
        self.server.start()
        self.assertTrue(client.flush())
        self.assertEqual(self.server.events(), names)
        self.assertEqual(len(self.server.messages), 1_200)
        self.assertEqual(self.codes(), ["delivery_delayed"])

    def test_503_a_cut_answer_and_a_portals_page_mean_again(self):
        for answer in (
            lambda handler: handler.reply(503, {}),
            lambda handler: handler.reply(200, b"<html>log in</html>"),
            lambda handler: (handler.send_response(200), handler.send_header("Content-Length", "80"), handler.end_headers(), handler.wfile.write(b'{"succ'), handler.connection.close()),
            lambda handler: handler.connection.close(),
        ):
            self.server.messages.clear()
            client = self.make_client()
            self.fail_first(2, answer)
            names = self.track_many(client, 30)
            self.assertTrue(client.flush())
            self.assertEqual(self.server.events(), names)

    def test_a_server_that_never_answers_is_given_up_and_gets_the_same_message_ids_again(self):
        client = self.make_client(request_timeout=0.2)
        release = threading.Event()
        self.addCleanup(release.set)
        self.fail_first(1, lambda handler: release.wait(5))
        names = self.track_many(client, 30)
        self.assertTrue(client.flush())
        self.assertEqual(self.server.events(), names)
        first, second = self.server.requests
        ids = [[message["messageId"] for message in request["body"]["batch"]] for request in (first, second)]
        self.assertEqual(ids[0], ids[1])

    def test_retry_after_pauses_the_client_and_not_even_a_flush_breaks_it(self):
        client = self.make_client()
        self.fail_first(1, lambda handler: handler.reply(429, {}, [("Retry-After", "1")]))
        self.track_many(client, 10)
        time.sleep(0.1)
        self.assertFalse(client.flush(0.1))
        self.assertTrue(client.flush())
        first, second = self.server.requests
        self.assertGreaterEqual(second["at"] - first["at"], 0.99)

    def test_400_drops_and_reports_413_halves_and_rejected_events_are_reported_one_by_one(self):
        client = self.make_client()
        self.fail_first(1, lambda handler: handler.reply(400, {"detail": "no such project"}))
        self.track_many(client, 3)
        client.flush()
        self.assertEqual((self.codes(), self.errors[0].message), (["batch_refused"], "no such project"))
        self.server.fault = lambda handler: len(self.server.requests[-1]["body"]["batch"]) > 130 and (handler.reply(413, {}) or True)
        names = self.track_many(client, 1_000)
        self.assertTrue(client.flush())
        self.assertEqual(self.server.events(), names)
        self.server.fault = None
        rejected = [{"index": 1, "code": "missing_field", "path": "/event", "message": "event is missing"}, {"index": 9}, None]
        self.server.answer = (200, {"success": True, "rejected": rejected})
        self.errors.clear()
        self.track_many(client, 2)
        client.flush()
        self.assertEqual(self.errors[0].message, "missing_field at /event: event is missing")
        stats = client.stats()
        self.assertEqual(stats["queued"], stats["delivered"] + stats["rejected"] + stats["dropped"] + stats["pending"])
        self.assertEqual((stats["rejected"], stats["dropped"]), (1, 3))


class BoundsAndEnd(ClientCase):
    def test_a_full_queue_drops_by_its_policy_and_counts(self):
        self.server.stop()
        oldest = self.make_client(queue_events=10)
        newest = self.make_client(queue_events=10, overflow="drop-newest", flush_interval=60)
        self.track_many(newest, 25)
        self.track_many(oldest, 25)
        self.assertEqual((oldest.stats()["pending"], oldest.stats()["dropped"]), (10, 15))
        # It would try again as soon as there is a server, among what the other sends.
        self.assertEqual(oldest.close(0), 10)
        self.server.start()
        self.assertTrue(newest.flush())
        self.assertEqual(self.server.events(), [f"Event {index}" for index in range(10)])

    def test_block_slows_the_caller_and_loses_nothing(self):
        client = self.make_client(queue_events=10, batch_events=5, overflow="block")
        names = self.track_many(client, 100)
        self.assertTrue(client.flush())
        self.assertEqual((self.server.events(), self.errors), (names, []))

    def test_many_threads_lose_nothing_and_double_nothing(self):
        client = self.make_client()
        threads = [threading.Thread(target=self.track_many, args=(client, 500)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertTrue(client.flush())
        self.assertEqual(len({message["messageId"] for message in self.server.messages}), 4_000)
        self.assertEqual(len(self.server.messages), 4_000)

    def test_close_is_bounded_while_the_server_is_away_and_reports_what_is_left(self):
        self.server.stop()
        client = self.make_client()
        self.track_many(client, 5)
        self.assertEqual(client.close(0.1), 5)
        client.track("u1", "Late")
        self.assertEqual(self.codes()[-1], "call_failed")
        self.server.start()

    def run_script(self, rest):
        script = f"import os, sys\nfrom rapport import MarketingClient\nclient = MarketingClient('pk', '{self.server.url}', flush_interval=60)\n{rest}"
        root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        return subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=30)

    def test_a_process_that_ends_delivers_its_queue_first(self):
        end = self.run_script("for i in range(100): client.track('u', f'Event {i}')")
        self.assertEqual((end.returncode, end.stderr), (0, ""))
        self.assertEqual(len(self.server.events()), 100)

    def test_a_forked_child_sends_its_own_events_and_not_those_of_its_parent(self):
        end = self.run_script(
            "client.track('u', 'before'); client.flush(); client.track('u', 'parent')\n"
            "pid = os.fork()\n"
            "if pid == 0:\n  client.track('u', 'child'); client.close(); os._exit(0)\n"
            "os.waitpid(pid, 0)\n"
        )
        self.assertEqual((end.returncode, end.stderr), (0, ""))
        self.assertEqual(sorted(message["event"] for message in self.server.messages), ["before", "child", "parent"])

    def test_with_delivers_at_the_end_of_the_block(self):
        with self.make_client(flush_interval=60) as client:
            self.track_many(client, 3)
        self.assertEqual(len(self.server.events()), 3)


class Questions(ClientCase):
    def test_recommendations_know_of_the_events_tracked_just_before(self):
        client = self.make_client(flush_interval=60)
        answer = {"decisionId": "dec_1", "placement": "home", "recommendations": [], "degraded": []}
        self.track_many(client, 2)
        client.flush()
        self.server.answer = (200, answer)
        self.assertEqual(client.get_recommendations("u1", placement="home", limit=3), answer)
        question = self.server.requests[-1]
        self.assertEqual(question["path"], "/api/v1/recommendations/query")
        self.assertEqual(question["body"], {"userId": "u1", "placement": "home", "limit": 3, "after": "o2"})
        self.assertEqual(question["headers"]["Authorization"], "Bearer pk_test")

    def test_an_error_another_shape_and_silence_give_an_empty_answer(self):
        client = self.make_client()
        empty = {"decisionId": "", "placement": "default", "recommendations": [], "degraded": []}
        for answer, delay in (((500, {}), 0), ((200, [1]), 0), ((200, b"<html>"), 0), ((200, {}), 0.6)):
            self.server.answer, self.server.delay = answer, delay
            self.assertEqual(client.get_recommendations("u1", timeout=0.4), empty)
        self.assertEqual(self.codes(), ["request_failed"] * 4)


class Questions(ClientCase):
    def asked(self):
        return [(one.get("method", "POST"), one["path"], one["body"]) for one in self.server.requests]

    def test_a_person_is_asked_about_with_the_key_and_nobody_is_none(self):
        client = self.make_client()
        self.server.answer = (200, {"id": "pro_1", "data": [{"id": "seg_1"}]})
        self.assertEqual(client.get_profile("u/1 ä")["id"], "pro_1")
        self.assertEqual(client.get_segments("u1"), [{"id": "seg_1"}])
        self.assertEqual(client.get_intents("u1")["id"], "pro_1")
        self.server.answer = (404, {"detail": "unknown"})
        self.assertEqual([client.get_profile("x"), client.get_segments("x"), client.get_intents("x")], [None] * 3)
        paths = ["/api/v1/users/u%2F1%20%C3%A4", "/api/v1/users/u1/segments", "/api/v1/users/u1/intents"]
        self.assertEqual(self.asked()[:3], [("GET", path, None) for path in paths])
        self.assertEqual(self.server.requests[0]["headers"]["Authorization"], "Bearer pk_test")

    def test_triggers_are_made_changed_removed_and_their_crossings_read(self):
        client = self.make_client()
        source = {"kind": "segment", "segmentId": "seg_1", "on": "entered"}
        action = {"kind": "webhook", "webhookId": "whk_1"}
        self.server.answer = (200, {"id": "trg_1", "data": [1], "nextCursor": None})
        body = {"name": "Welcome", "source": source, "action": action}
        self.assertEqual(client.triggers.create("Welcome", source, action, cooldownSeconds=60)["id"], "trg_1")
        client.triggers.change("trg_1", "Welcome", source, action, enabled=False)
        self.assertEqual(client.triggers.list(), [1])
        self.assertEqual(client.triggers.list_crossings("trg_1", limit=2, cursor="c")["data"], [1])
        client.triggers.delete("trg_1")
        one = "/api/v1/triggers/trg_1"
        self.assertEqual(
            self.asked(),
            [
                ("POST", "/api/v1/triggers", {**body, "cooldownSeconds": 60}),
                ("PUT", one, {**body, "enabled": False}),
                ("GET", "/api/v1/triggers", None),
                ("GET", one + "/crossings?limit=2&cursor=c", None),
                ("DELETE", one, None),
            ],
        )

    def test_a_refusal_half_an_answer_and_silence_raise_with_their_status(self):
        client = self.make_client()
        for answer, status in (((403, {"detail": "not yours"}), 403), ((200, b"<html>"), 200), ((200, [1]), 200)):
            self.server.answer = answer
            with self.assertRaises(RequestError) as raised:
                client.get_profile("u1")
            self.assertEqual(raised.exception.status, status)
        self.assertIn("403: not yours", str(self.refusal(client)))
        self.server.stop()
        with self.assertRaises(RequestError) as raised:
            client.triggers.list()
        self.assertEqual(raised.exception.status, 0)
        self.server.start()

    def refusal(self, client):
        self.server.answer = (403, {"detail": "not yours"})
        with self.assertRaises(RequestError) as raised:
            client.get_intents("u1")
        return raised.exception


if __name__ == "__main__":
    unittest.main()
