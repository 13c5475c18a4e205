"""The Python client as a command, for the contract that all clients share: calls as JSON in, counters as JSON out."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from rapport import MarketingClient  # noqa: E402

ARGUMENTS = {"userId": "user_id", "groupId": "group_id", "previousId": "previous_id", "messageId": "message_id"}
OPTIONS = {
    "batchEvents": ("batch_events", 1),
    "requestTimeoutMs": ("request_timeout", 0.001),
    "retryBaseMs": ("retry_base", 0.001),
    "retryMaxMs": ("retry_max", 0.001),
}


def main():
    task = json.load(sys.stdin)
    options = {OPTIONS[name][0]: value * OPTIONS[name][1] for name, value in task["options"].items()}
    client = MarketingClient(task["writeKey"], task["host"], **options)
    for call in task["calls"]:
        arguments = {ARGUMENTS.get(name, name): value for name, value in call.items() if name != "call"}
        getattr(client, call["call"])(**arguments)
    client.close(30)
    print(json.dumps(client.stats()))


main()
