"""
Random shapes with what the official SDK makes of them, one JSON object a line; then the pixels of the masks that are read
from stdin, one JSON list a line.
"""
import base64
import json
import random
import sys
import zlib

import cv2
import numpy as np
import supervisely as sly
from supervisely.annotation.json_geometries_map import GET_GEOMETRY_FROM_STR
from supervisely.geometry.geometry import Geometry

random.seed(int(sys.argv[1]))
count = int(sys.argv[2])
WIDTH, HEIGHT = 61, 47


def coordinate(limit, kind):
    if kind == "inside":
        return random.randrange(limit)
    if kind == "fraction":
        return random.choice([random.uniform(0, limit), random.randrange(limit) + random.choice([0.29, 0.3, 0.5, 0.7, 0.71])])
    if kind == "small":
        return random.randrange(min(limit, 6))
    if kind == "far":
        return random.randrange(-30000, 30000)
    return random.randrange(-limit, 2 * limit)


def place(kind):
    return [coordinate(WIDTH, kind), coordinate(HEIGHT, kind)]


def ring(kind, fewest):
    return [place(kind) for _ in range(random.choice([fewest, fewest, 3, 4, 5, 8, 20]) if fewest > 2 else random.randrange(fewest, 7))]


def rings(kind):
    return {"exterior": ring(kind, 3), "interior": [ring(kind, 3) for _ in range(random.choice([0, 0, 1, 2, 3]))]}


def pixels(alpha):
    data = (np.random.RandomState(random.randrange(1 << 30)).rand(random.randrange(1, 40), random.randrange(1, 70)) < random.choice([0.02, 0.5, 0.98]))
    data[random.randrange(data.shape[0]), random.randrange(data.shape[1])] = True
    data = data.astype(np.uint8) * (random.randrange(1, 256) if alpha else 1)
    return data


def shape():
    kind = random.choice(["inside", "inside", "fraction", "small", "outside", "far"])
    name = random.choice(["rectangle", "polygon", "polygon", "polygon", "polygon", "multipolygon", "line", "point", "graph", "cuboid", "cuboid_2d", "bitmap", "alpha_mask", "oriented_bbox"])
    if name == "rectangle":
        return name, {"points": {"exterior": [place(kind), place(kind)], "interior": []}, "extra": {"kept": 1}}
    if name == "polygon":
        return name, {"points": rings(kind), "extra": 2}
    if name == "multipolygon":
        return name, {"parts": [rings(kind) for _ in range(random.randrange(1, 4))]}
    if name == "line":
        return name, {"points": {"exterior": ring(kind, 2), "interior": []}}
    if name == "point":
        return name, {"points": {"exterior": [place(kind)], "interior": []}}
    if name == "graph":
        return name, {"nodes": {f"n{at}": {"loc": place(kind), **({"disabled": True} if random.random() < 0.2 else {})} for at in range(random.randrange(1, 6))}}
    if name == "cuboid_2d":
        return name, {"vertices": {f"v{at}": {"loc": place(kind)} for at in range(8)}, "face": ["v0"], "rotation": {"x": 1}}
    if name == "cuboid":
        kind = "inside" if kind == "far" else kind
        return name, {"points": [place(kind) for _ in range(7)], "faces": [[0, 1, 2, 3], [0, 4, 5, 1], [1, 5, 6, 2]]}
    if name == "oriented_bbox":
        kind = "inside" if kind == "far" else kind
        return name, {"points": [place(kind), place(kind)], "angle": random.choice([0, random.uniform(-7, 7)])}
    box = sly.Bitmap if name == "bitmap" else sly.AlphaMask
    data = pixels(name == "alpha_mask")
    return name, {"bitmap": {"data": box.data_2_base64(data), "origin": place("inside")}}


def packed(mask):
    return base64.b64encode(zlib.compress(np.packbits(mask.astype(np.uint8)).tobytes())).decode()


def box_of(geometry):
    box = geometry.to_bbox()
    return [box.left, box.top, box.right, box.bottom]


def drawn(geometry, name, height, width):
    canvas = np.zeros((height, width), np.uint8)
    if name in ("bitmap", "alpha_mask"):
        left, top = geometry.origin.col, geometry.origin.row
        part = geometry.data[: max(0, height - top), : max(0, width - left)] > 0
        canvas[top : top + part.shape[0], left : left + part.shape[1]][part] = 1
    else:
        geometry.draw(canvas, 1, thickness=1)
    return canvas


for _ in range(count):
    name, fields = shape()
    stored = random.random() < 0.4 and name not in ("cuboid",)
    if stored:
        label = {"geometryType": name, **fields}
        size = [HEIGHT, WIDTH]
        if name == "rectangle":
            pixel = sly.Rectangle._to_pixel_coordinate_system_json(fields, size)
        elif name == "oriented_bbox":
            pixel = GET_GEOMETRY_FROM_STR(name)._to_pixel_coordinate_system_json(fields, size)
        else:
            pixel = Geometry._to_pixel_coordinate_system_json(fields, size)
    else:
        pixel = fields
    kind = GET_GEOMETRY_FROM_STR(name)
    geometry = kind.from_json(json.loads(json.dumps(pixel)))
    out = {"name": name, "fields": fields, "stored": stored, "pixel": pixel, "area": float(geometry.area), "box": box_of(geometry), "json": geometry.to_json()}
    out["sub"] = (
        kind._to_subpixel_coordinate_system_json(out["json"])
        if name in ("rectangle", "oriented_bbox")
        else out["json"] if name == "cuboid" else Geometry._to_subpixel_coordinate_system_json(out["json"])
    )
    out["picture"] = packed(drawn(geometry, name, HEIGHT, WIDTH))
    left, top, right, bottom = out["box"]
    if (right - left + 1) * (bottom - top + 1) < 20000 and name not in ("bitmap", "alpha_mask", "graph", "cuboid_2d", "oriented_bbox", "point"):
        moved = geometry.translate(-top, -left)
        out["own"] = packed(drawn(moved, name, bottom - top + 1, right - left + 1))
    print(json.dumps(out))

for line in sys.stdin:
    name, data = json.loads(line)
    decoded = (sly.Bitmap if name == "bitmap" else sly.AlphaMask).base64_2_data(data)
    print(json.dumps(decoded.astype(int).tolist()))
