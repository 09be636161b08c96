import { z } from "zod";
import { collectionTypes } from "../../domain/records/entities-collection.js";
import type { Condition } from "../http/conditions.js";
import { fields, flag, id, list, name, record, some, text, textUpTo } from "../http/fields.js";
import { listFields } from "../http/listing.js";
import { type Call, type Methods, method, nothing } from "../http/method.js";
import { found, invalid } from "../http/problem.js";
import type { ServerContext } from "../server-context.js";
import type { Permission } from "../users/permissions.js";
import type { CollectionWire } from "./collection-store.js";

const extraFields = list(textUpTo(255), 100).default([]);
const item = record(fields({ entityId: id, meta: record(fields({ score: z.number().nullish() })).nullish() }));

/** `entities-collections.*`: named sets of images of a project. */
export function collectionRoutes({ stores, access }: ServerContext): Methods {
  const { collections, database } = stores;

  const collectionOf = (call: Call, collectionId: number, permission: Permission): CollectionWire => {
    const collection = found("collection", collectionId, collections.find(collectionId));
    access.project(call.account, collection.projectId, permission);
    return collection;
  };

  return {
    "entities-collections.add": method(
      fields({
        projectId: id,
        name,
        description: text.nullish(),
        type: z.enum(collectionTypes).default("default"),
        meta: record(fields({ aiSearchKey: textUpTo(10_000).optional() })).nullish(),
      }),
      (call, input) => {
        access.project(call.account, input.projectId, "edit");
        const { projectId, name, description, type, meta } = input;
        if (type === "aiSearch" && meta?.aiSearchKey === undefined) {
          throw invalid("meta.aiSearchKey", "is required for a collection of type aiSearch", "any.required");
        }
        const createdBy = call.account.id;
        const draft = { projectId, name, description: description ?? "", type, meta: meta ?? {}, createdBy };
        return collections.find(database.atomic(() => collections.add(draft, call.now())));
      },
    ),

    "entities-collections.list": method(
      fields({
        projectId: id,
        type: z.enum([...collectionTypes, "all"]).default("default"),
        extraFields,
        ...listFields,
      }),
      (call, input) => {
        access.project(call.account, input.projectId, "see");
        const scope: Condition[] = [
          { sql: "c.projectId = ?", values: [input.projectId] },
          ...(input.type === "all" ? [] : [{ sql: "c.type = ?", values: [input.type] }]),
        ];
        const page = collections.list(scope, input);
        return { ...page, entities: page.entities.map((each) => shown(each, input.extraFields)) };
      },
    ),

    "entities-collections.info": method(fields({ id, extraFields }), (call, input) =>
      shown(collectionOf(call, input.id, "see"), input.extraFields),
    ),

    "entities-collections.editInfo": method(
      fields({ id, name: name.optional(), description: text.optional() }),
      (call, input) => {
        const collection = collectionOf(call, input.id, "edit");
        database.atomic(() => collections.update(collection, input, call.now()));
        return shown(collections.find(input.id) ?? collection, []);
      },
    ),

    // There is no trash: the collection is removed with or without `hardDelete`; its images are kept.
    "entities-collections.remove": method(fields({ id, hardDelete: flag.default(false) }), (call, input) => {
      collectionOf(call, input.id, "edit");
      collections.remove(input.id);
      return nothing;
    }),

    "entities-collections.items.bulk.add": method(
      fields({ collectionId: id, entityIds: some(id).optional(), entityItems: some(item).optional() }),
      (call, input) => {
        const collection = collectionOf(call, input.collectionId, "edit");
        const given = input.entityItems ?? input.entityIds?.map((entityId) => ({ entityId, meta: undefined }));
        if (given === undefined) throw invalid("entityIds", "is required", "any.required");
        const ids = given.map(({ entityId }) => entityId);
        const here = collections.inProject(collection.projectId, ids);
        const items = given
          .filter(({ entityId }) => here.has(entityId))
          .map(({ entityId, meta }) => ({ imageId: entityId, score: meta?.score ?? null }));
        if (items.length > 0) database.atomic(() => collections.addItems(collection.id, items, call.now()));
        // The SDK raises an error if any image is missing; the others are added anyway.
        return { items: collections.items(collection.id, [...here]), missing: ids.filter((each) => !here.has(each)) };
      },
    ),

    "entities-collections.items.bulk.remove": method(
      fields({ collectionId: id, entityIds: some(id) }),
      (call, input) => {
        const collection = collectionOf(call, input.collectionId, "edit");
        const items = collections.items(collection.id, input.entityIds);
        const here = new Set(items.map(({ entityId }) => entityId));
        if (items.length > 0) database.atomic(() => collections.removeItems(collection.id, [...here]));
        return { items, missing: input.entityIds.filter((each) => !here.has(each)) };
      },
    ),
  };
}

/** Removes the fields that are only sent on request. */
function shown(collection: Partial<CollectionWire>, extraFields: readonly string[]): object {
  const { meta, ...rest } = collection;
  return extraFields.includes("meta") ? { ...rest, meta } : rest;
}
