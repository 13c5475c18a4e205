"""Golden values of retrieval, from independent implementations.

    pip install bm25s==0.3.16 snowballstemmer==3.1.1 numpy==2.4.6
    cat docs/*.md docs/adr/*.md | python packages/engine/golden/make_retrieval.py > packages/engine/golden/retrieval.json

Stems by Snowball's "porter", BM25 by bm25s (method "lucene"), cosines in a topic space by NumPy's singular values.
"""

import json
import math
import random
import re
import sys
from importlib.metadata import version

import bm25s
import numpy as np
import snowballstemmer

random.seed(11)
TEXT = sys.stdin.read() if not sys.stdin.isatty() else ""
WORDS = sorted({w for w in re.findall(r"[a-z]{3,18}", TEXT.lower())})
stemmer = snowballstemmer.stemmer("porter")
stems = {w: stemmer.stemWord(w) for w in random.sample(WORDS, min(1500, len(WORDS)))}

# Documents of four topics with a vocabulary of their own and one in common, Zipf-like.
TOPICS = 4
vocabulary = [[f"t{t}w{i}" for i in range(40)] for t in range(TOPICS)] + [[f"c{i}" for i in range(30)]]


def draw(topic):
    words = vocabulary[topic] if random.random() < 0.6 else vocabulary[TOPICS]
    return words[min(int(random.paretovariate(0.9)) - 1, len(words) - 1)]


documents = [[draw(n % TOPICS) for _ in range(random.randint(5, 60))] for n in range(120)]
queries = [[draw(n % TOPICS) for _ in range(random.randint(2, 6))] for n in range(20)]
retriever = bm25s.BM25(k1=0.9, b=0.4, method="lucene", dtype="float64")
retriever.index(documents, show_progress=False)
known = set(retriever.vocab_dict)
scores = []
for query in queries:
    # bm25s counts a repeated term of the query as often as it stands there, as Lucene does.
    scores.append([round(float(s), 6) for s in retriever.get_scores([q for q in query if q in known])])


def tfidf():
    frequency = {}
    for terms in documents:
        for term in set(terms):
            frequency[term] = frequency.get(term, 0) + 1
    kept = sorted((t for t, c in frequency.items() if c > 1), key=lambda t: (-frequency[t], t))
    columns = {t: i for i, t in enumerate(kept)}
    matrix = np.zeros((len(documents), len(kept)))
    for row, terms in enumerate(documents):
        for term in set(terms):
            if term in columns:
                weight = (1 + math.log(terms.count(term))) * math.log((len(documents) + 1) / (frequency[term] + 0.5))
                matrix[row, columns[term]] = weight
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / np.where(norms == 0, 1, norms)


matrix = tfidf()
_, sigma, right = np.linalg.svd(matrix, full_matrices=False)
places = matrix @ right[:4].T
places /= np.linalg.norm(places, axis=1, keepdims=True)
cosines = (places[:6] @ places.T).round(5).tolist()
json.dump(
    {
        "versions": {name: version(name) for name in ("bm25s", "snowballstemmer", "numpy")},
        "stems": stems,
        "documents": [" ".join(d) for d in documents],
        "queries": [" ".join(q) for q in queries],
        "scores": scores,
        "cosines": cosines,
    },
    sys.stdout,
)
