"""The questions about a person as a command: secret key, address and user id in, the answers as one JSON list out."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from rapport import MarketingClient  # noqa: E402


def main(secret_key, host, user_id):
    client = MarketingClient(secret_key, host, request_timeout=60)
    answers = [client.get_profile(user_id), client.get_segments(user_id), client.get_intents(user_id)]
    client.close()
    print(json.dumps(answers))


main(*sys.argv[1:])
