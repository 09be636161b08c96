"""What pycocotools makes of random polygons and masks, one JSON object a line."""
import json
import random
import sys

import numpy as np
from pycocotools import mask as masks

random.seed(int(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    height, width = random.randrange(1, 70), random.randrange(1, 70)
    if random.random() < 0.5:
        bits = (np.random.RandomState(random.randrange(1 << 30)).rand(height, width) < random.choice([0, 0.05, 0.5, 0.95, 1])).astype(np.uint8)
        rle = masks.encode(np.asfortranarray(bits))
        given = {"rows": bits.tolist()}
    else:
        kind = random.choice(["inside", "small", "outside", "fraction"])
        low, high = (-40, 110) if kind == "outside" else (0, 4) if kind == "small" else (0, max(height, width))
        place = (lambda: random.uniform(low, high)) if kind == "fraction" else (lambda: random.randrange(low, high + 1))
        corners = [place() for _ in range(2 * random.choice([3, 3, 4, 5, 9, 30]))]
        [rle] = masks.frPyObjects([corners], height, width)
        given = {"corners": corners}
    print(json.dumps({**given, "size": [height, width], "counts": rle["counts"].decode(), "area": int(masks.area(rle)), "box": [float(v) for v in masks.toBbox(rle)]}))
