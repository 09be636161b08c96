/** Shapes with named or numbered corners: keypoints, cuboids, rotated boxes. */
import { z } from "zod";
import { ringSchema, xySchema } from "./coordinates.js";
import { boxAround, Geometry, type GeometrySource, moved, pixelOf } from "./geometry.js";
import { type Box, boxOf, type Xy } from "./mask.js";
import type { Canvas, Ring } from "./raster.js";

const nodesSchema = z
  .record(z.string(), z.looseObject({ loc: xySchema, disabled: z.boolean().nullish() }))
  .refine((nodes) => Object.keys(nodes).length > 0, "expected at least one node");
/** The fields of keypoints. */
export const graphSchema = z.looseObject({ nodes: nodesSchema });
/** The fields of a 2D cuboid with named corners. */
export const verticesSchema = z.looseObject({ vertices: nodesSchema });
/** The fields of a cuboid of three faces. */
export const cuboidSchema = z.looseObject({
  points: ringSchema,
  faces: z.array(z.tuple([z.int(), z.int(), z.int(), z.int()])).length(3),
});
/** The fields of a rotated box. */
export const orientedSchema = z.looseObject({ points: z.tuple([xySchema, xySchema]), angle: z.number() });

/** One of the keypoints. */
export interface GraphNode {
  /** Position in pixels. */
  readonly at: Xy;
  /** Whether the annotator disabled it, for example because it is hidden. */
  readonly isDisabled: boolean;
}

type Nodes = z.output<typeof nodesSchema>;

function readNodes(nodes: Nodes): ReadonlyMap<string, GraphNode> {
  return new Map(
    Object.entries(nodes).map(([name, { loc, disabled }]) => [
      name,
      { at: pixelOf(loc), isDisabled: disabled === true },
    ]),
  );
}

/** Keypoints. The mask has only the pixels of the nodes; the edges between them are defined by the object class. */
export class Graph extends Geometry {
  readonly type: string = "graph";
  /** Nodes by name. */
  readonly nodes: ReadonlyMap<string, GraphNode>;

  /** @internal */
  constructor(source: GeometrySource, nodes: Nodes) {
    super(source);
    this.nodes = readNodes(nodes);
  }

  get area(): number {
    return 0;
  }

  get bbox(): Box {
    return boxAround([...this.nodes.values()].map(({ at }) => at)) ?? boxOf(0, 0, -1, -1);
  }

  /** @internal */
  protected override paint(canvas: Canvas): void {
    for (const { at, isDisabled } of this.nodes.values()) {
      if (!isDisabled) canvas.dot(at[0] - canvas.origin[0], at[1] - canvas.origin[1], 1);
    }
  }
}

/** A 2D cuboid with eight named corners. */
export class Cuboid2d extends Graph {
  override readonly type = "cuboid_2d";
}

/** A cuboid of three faces, each of four points. */
export class Cuboid extends Geometry {
  readonly type = "cuboid";
  /** Corners, in pixels. */
  readonly points: Ring;
  /** Three faces, each given as four indices of `points`. */
  readonly faces: readonly (readonly number[])[];

  /** @internal */
  constructor(source: GeometrySource, fields: z.output<typeof cuboidSchema>) {
    super(source);
    this.points = fields.points.map(pixelOf);
    this.faces = fields.faces;
    Object.freeze(this);
  }

  get area(): number {
    const { right, bottom } = this.bbox;
    return this.mask({ width: Math.max(right + 1, 0), height: Math.max(bottom + 1, 0) }).area;
  }

  get bbox(): Box {
    return boxAround(this.#corners().flat()) ?? boxOf(0, 0, -1, -1);
  }

  /** @internal */
  protected override paint(canvas: Canvas): void {
    for (const face of this.#corners()) canvas.fill([moved(face, canvas.origin)], 1);
  }

  #corners(): readonly Ring[] {
    return this.faces.map((face) => face.map((number) => this.points[number] ?? [0, 0]));
  }
}

/** A rectangle that is rotated around its center. */
export class OrientedBox extends Geometry {
  readonly type = "oriented_bbox";
  /** Left side before the rotation, in pixels. */
  readonly left: number;
  /** Upper side before the rotation, in pixels. */
  readonly top: number;
  /** Right side before the rotation, in pixels. */
  readonly right: number;
  /** Lower side before the rotation, in pixels. */
  readonly bottom: number;
  /** Angle of the rotation in radians. */
  readonly angle: number;

  /** @internal */
  constructor(source: GeometrySource, fields: z.output<typeof orientedSchema>) {
    super(source);
    const [[x1, y1], [x2, y2]] = fields.points.map(pixelOf) as [Xy, Xy];
    [this.left, this.right] = [Math.min(x1, x2), Math.max(x1, x2)];
    [this.top, this.bottom] = [Math.min(y1, y2), Math.max(y1, y2)];
    this.angle = fields.angle;
    Object.freeze(this);
  }

  /** The four rotated corners, in whole pixels. */
  get corners(): Ring {
    const [x, y] = this.#middle();
    const [cos, sin] = [Math.cos(this.angle), Math.sin(this.angle)];
    const corners: Ring = [
      [this.left, this.top],
      [this.right, this.top],
      [this.right, this.bottom],
      [this.left, this.bottom],
    ];
    return corners.map(([cornerX, cornerY]) => {
      const [right, down] = [cornerX - x, cornerY - y];
      return pixelOf([right * cos - down * sin + x, right * sin + down * cos + y]);
    });
  }

  get area(): number {
    return (this.right - this.left + 1) * (this.bottom - this.top + 1);
  }

  get bbox(): Box {
    if (this.angle % (2 * Math.PI) === 0) return boxOf(this.left, this.top, this.right, this.bottom);
    const [x, y] = this.#middle();
    const [cos, sin] = [Math.abs(Math.cos(this.angle)), Math.abs(Math.sin(this.angle))];
    const [width, height] = [this.right - this.left + 1, this.bottom - this.top + 1];
    const halfWidth = (width * cos + height * sin) / 2;
    const halfHeight = (width * sin + height * cos) / 2;
    const [left, top] = pixelOf([x - halfWidth, y - halfHeight]);
    const [right, bottom] = pixelOf([x + halfWidth, y + halfHeight]);
    return boxOf(left, top, right, bottom);
  }

  /** @internal */
  protected override paint(canvas: Canvas): void {
    canvas.fill([moved(this.corners, canvas.origin)], 1);
  }

  #middle(): Xy {
    return [Math.floor((this.left + this.right) / 2), Math.floor((this.top + this.bottom) / 2)];
  }
}

/** A shape of an unknown type, or with invalid fields. Its fields are kept unchanged. */
export class OtherGeometry extends Geometry {
  readonly type: string;
  /** Why the fields of a known type are invalid; undefined for an unknown type. */
  readonly problem: string | undefined;

  /** @internal */
  constructor(source: GeometrySource, type: string, problem?: string) {
    super(source);
    this.type = type;
    this.problem = problem;
    Object.freeze(this);
  }

  get area(): number {
    return 0;
  }

  get bbox(): null {
    return null;
  }

  /** @internal */
  protected override paint(): void {}
}
