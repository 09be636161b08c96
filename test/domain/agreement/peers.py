"""Computes what agreement is, by scikit-learn, krippendorff and scipy; reads cases from standard input as JSON."""
import json
import sys

import krippendorff
import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import cohen_kappa_score


def assignment(values):
    matrix = np.array(values, dtype=float)
    rows, columns = linear_sum_assignment(matrix, maximize=True)
    return {"pairs": [[int(r), int(c)] for r, c in zip(rows, columns)], "sum": float(matrix[rows, columns].sum())}


def kappa(one, other):
    if len(set(one) | set(other)) < 2:
        return None
    value = float(cohen_kappa_score(one, other))
    return None if np.isnan(value) else value


def alpha(raters):
    names = sorted({x for rater in raters for x in rater if x is not None})
    if len(names) < 2:
        return None
    number = {name: i for i, name in enumerate(names)}
    data = [[np.nan if x is None else number[x] for x in rater] for rater in raters]
    value = float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))
    return None if np.isnan(value) else value


cases = json.load(sys.stdin)
json.dump(
    {
        "assignments": [assignment(each) for each in cases["assignments"]],
        "kappas": [kappa(*each) for each in cases["kappas"]],
        "alphas": [alpha(each) for each in cases["alphas"]],
    },
    sys.stdout,
)
