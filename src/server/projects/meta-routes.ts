import { z } from "zod";
import { id, one, record, text, words } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Methods, method } from "../http/method.js";
import { invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";

// The shapes that the official SDK knows: a class of any other could not be read by it.
const shapes = [
  "any",
  "rectangle",
  "polygon",
  "multipolygon",
  "line",
  "polyline",
  "bitmap",
  "alpha_mask",
  "point",
  "graph",
  "cuboid",
  "cuboid_2d",
  "cuboid_3d",
  "oriented_bbox",
  "point_3d",
  "point_cloud",
  "polyline_3d",
  "mask_3d",
  "mesh",
  "closed_surface_mesh",
  "multichannelBitmap",
] as const;

const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, "must be a colour as #RRGGBB");
const title = words(255).min(1);
const hotkey = words(255).nullish();

const classInput = z.object({
  title,
  description: text.nullish(),
  shape: z.enum(shapes),
  color: color.default("#D0021B"),
  hotkey,
  geometry_config: z.unknown().optional(),
});

const tagInput = z.object({
  name: title,
  value_type: z.enum(["none", "any_number", "any_string", "oneof_string", "date"]),
  values: z.array(words(255)).nullish(),
  color: color.nullish(),
  hotkey,
  applicable_type: z.enum(["all", "imagesOnly", "objectsOnly"]).nullish(),
  classes: z.array(z.string()).nullish(),
  target_type: z.string().nullish(),
});

const metaInput = record(z.object({ classes: z.array(classInput).max(10_000), tags: z.array(tagInput).max(10_000) }));

function refuseTwice(names: readonly string[], path: string, field: string): void {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (seen.has(name)) throw invalid(`${path}.${index}.${field}`, `"${name}" is there twice`, "array.unique");
    seen.add(name);
  }
}

/** `projects.meta*`, `tags.list`, `advanced.object_classes.list`: what annotators draw and say. */
export function metaRoutes({ stores, access }: ServerContext): Methods {
  const { metas, projects } = stores;

  const metaOf = (projectId: number) => ({
    classes: metas.classes(projectId).map((objectClass) => ({
      id: objectClass.id,
      title: objectClass.name,
      description: objectClass.description,
      shape: objectClass.shape,
      color: objectClass.color,
      hotkey: objectClass.hotkey,
      ...objectClass.settings,
    })),
    tags: metas
      .tags(projectId)
      .map(({ id, name, color, hotkey, settings }) => ({ id, name, color, hotkey, ...settings })),
    projectType: projects.find(projectId)?.type ?? "images",
  });

  return {
    "projects.meta": method(one, (call, input) => {
      access.project(call.account, input.id, "see");
      return metaOf(input.id);
    }),

    "projects.meta.update": method(z.object({ id, meta: metaInput }), (call, input) => {
      access.project(call.account, input.id, "edit");
      const { classes, tags } = input.meta;
      const titles = classes.map((each) => each.title);
      refuseTwice(titles, "meta.classes", "title");
      refuseTwice(
        tags.map((each) => each.name),
        "meta.tags",
        "name",
      );
      for (const [index, tag] of tags.entries()) {
        const stranger = tag.classes?.findIndex((name) => !titles.includes(name)) ?? -1;
        if (stranger !== -1) {
          const path = `meta.tags.${index}.classes.${stranger}`;
          throw invalid(path, `there is no class "${tag.classes?.[stranger]}"`, "any.only");
        }
        if (tag.value_type === "oneof_string" && !tag.values?.length) {
          throw invalid(`meta.tags.${index}.values`, "is required for oneof_string", "any.required");
        }
      }
      metas.replace(
        input.id,
        {
          classes: classes.map(({ description, hotkey, geometry_config, ...rest }) => ({
            ...rest,
            description: description ?? "",
            hotkey: hotkey ?? "",
            settings: geometry_config === undefined ? {} : { geometry_config },
          })),
          tags: tags.map((tag) => ({
            name: tag.name,
            color: tag.color ?? "#9013FE",
            hotkey: tag.hotkey ?? "",
            settings: {
              value_type: tag.value_type,
              ...(tag.values == null ? {} : { values: tag.values }),
              applicable_type: tag.applicable_type ?? "all",
              classes: tag.classes ?? [],
              target_type: tag.target_type ?? "all",
            },
          })),
        },
        call.now(),
      );
      return metaOf(input.id);
    }),

    "tags.list": method(z.object({ projectId: id, ...listFields }), (call, input) => {
      access.project(call.account, input.projectId, "see");
      return metas.listTags(input.projectId, input);
    }),

    "advanced.object_classes.list": method(z.object({ projectId: id, ...listFields }), (call, input) => {
      access.project(call.account, input.projectId, "see");
      return metas.listClasses(input.projectId, input);
    }),
  };
}
