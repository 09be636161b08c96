"""Computes agreement of people from masks, by pycocotools, scipy, scikit-learn and krippendorff; JSON in, JSON out."""
import base64
import itertools
import json
import sys

import krippendorff
import numpy as np
from pycocotools import mask as coco
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import cohen_kappa_score

data = json.load(sys.stdin)
images = data["images"]


def rle(shape):
    whole = np.zeros((data["height"], data["width"]), dtype=np.uint8)
    pixels = np.frombuffer(base64.b64decode(shape["pixels"]), dtype=np.uint8).reshape(shape["height"], shape["width"])
    x, y = shape["origin"]
    whole[y : y + shape["height"], x : x + shape["width"]] = pixels
    return coco.encode(np.asfortranarray(whole))


def matched(one, other, threshold):
    if not one or not other:
        return []
    ious = coco.iou([rle(s) for s in one], [rle(s) for s in other], [0] * len(other))
    rows, columns = linear_sum_assignment(np.asarray(ious), maximize=True)
    return [float(ious[r, c]) for r, c in zip(rows, columns) if ious[r, c] >= threshold]


def numbers(count):
    objects, ious = count
    return {"objects": objects, "matches": len(ious), "f1": 2 * len(ious) / objects if objects else None,
            "meanIou": float(np.mean(ious)) if ious else None}


def kappa(one, other):
    if len(set(one) | set(other)) < 2:
        return None
    return float(cohen_kappa_score(one, other))


def alpha(rows):
    names = sorted({x for row in rows for x in row if x is not None})
    if len(names) < 2:
        return None
    number = {name: i for i, name in enumerate(names)}
    table = [[np.nan if x is None else number[x] for x in row] for row in rows]
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement="nominal"))


people = sorted({login for image in images for login in image["works"]})
classes = sorted({s["class"] for image in images for work in image["works"].values() for s in work["shapes"]})
tags = sorted({t for image in images for work in image["works"].values() for t in work["tags"]})


def counted(threshold):
    counts = {}
    for image in images:
        for a, b in itertools.combinations(sorted(image["works"]), 2):
            for name in classes:
                one, other = ([s for s in image["works"][p]["shapes"] if s["class"] == name] for p in (a, b))
                objects, ious = counts.setdefault((a, b, name), (0, []))
                counts[a, b, name] = (objects + len(one) + len(other), ious + matched(one, other, threshold))
    return counts


def pooled(counts, test):
    found = [count for key, count in counts.items() if test(*key)]
    return numbers((sum(o for o, _ in found), [i for _, ious in found for i in ious]))


def has(image, login, name):
    return any(s["class"] == name for s in image["works"][login]["shapes"])


def presence(login, name):
    return [has(image, login, name) if login in image["works"] else None for image in images]


def values(login, tag):
    return [str(i["works"][login]["tags"].get(tag, "absent")) if login in i["works"] else None for i in images]


def both(one, other):
    kept = [(x, y) for x, y in zip(one, other) if x is not None and y is not None]
    return [x for x, _ in kept], [y for _, y in kept]


def agreement(threshold):
    counts = counted(threshold)
    pairs = []
    for a, b in sorted({(a, b) for a, b, _ in counts}):
        by_class = {n: kappa(*both(presence(a, n), presence(b, n))) for n in classes}
        flat = [sum((presence(p, n) for n in classes), []) for p in (a, b)]
        pairs.append({"people": [a, b], **pooled(counts, lambda x, y, _: (x, y) == (a, b)), "kappa": kappa(*both(*flat)),
                      "kappaByClass": by_class, "kappaByTag": {t: kappa(*both(values(a, t), values(b, t))) for t in tags}})
    return {
        "all": pooled(counts, lambda *_: True),
        "pairs": pairs,
        "classes": [{"name": n, **pooled(counts, lambda a, b, c: c == n), "alpha": alpha([presence(p, n) for p in people])} for n in classes],
        "people": [{"login": p, **pooled(counts, lambda a, b, _: p in (a, b))} for p in people],
        "tags": [{"name": t, "alpha": alpha([values(p, t) for p in people])} for t in tags],
        "alpha": alpha([sum((presence(p, n) for n in classes), []) for p in people]),
    }


json.dump([agreement(threshold) for threshold in data["ious"]], sys.stdout)
