"""A library in three routes. The user id comes from a header here; a real one reads its own signed session."""

import os

from flask import Flask, jsonify, request
from rapport import MarketingClient

rapport = MarketingClient(os.environ["RAPPORT_KEY"], os.environ.get("RAPPORT_HOST", "http://localhost:8787"))
app = Flask(__name__)


def reader() -> str:
    return request.headers.get("x-user-id", "")


@app.post("/session")
def sign_in():
    rapport.identify(reader(), {"plan": request.get_json().get("plan")})
    return "", 204


@app.post("/loans/<book>")
def borrow(book: str):
    rapport.track(reader(), "Book Borrowed", {"book_id": book})
    return jsonify(id=book), 201


@app.get("/shelf")
def shelf():
    answer = rapport.get_recommendations(reader(), placement="shelf", limit=3)
    items = [one["itemId"] for one in answer["recommendations"]]
    if items:
        rapport.send_recommendation_feedback(reader(), answer["decisionId"], "shown", items)
    return jsonify(items)


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "5000")))
