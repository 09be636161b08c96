import { createHash } from "node:crypto";
import type { Stores } from "../stores.js";
import { newToken, noPassword, type RandomBytes } from "../users/secrets.js";
import { fruitPictures, pictureSize, readPicture } from "./fruits.js";
import { lemons } from "./lemons.js";

/** Initial content of an instance. */
export type SeedName = "lemons" | "none";

// The time that the tutorial prints.
const seedTime = "2019-07-18T15:39:57.377Z";

/** Fills an empty instance with the first account and, for `lemons`, the tutorial's team, project and images. */
export function seedInstance(stores: Stores, seed: SeedName, randomBytes: RandomBytes): void {
  stores.settings.set("jwtKey", randomBytes(32).toString("hex"));
  stores.settings.set("seed", seed);
  const { userId, userLogin, teamId, workspaceId } = lemons;
  const account = { id: userId, login: userLogin, name: "", email: null, password: noPassword, isRestricted: false };
  stores.accounts.add({ ...account, token: newToken(randomBytes), isAdmin: true }, seedTime);
  if (seed === "none") return;
  stores.teams.add({ id: teamId, name: "tutorial", description: "" }, seedTime);
  stores.teams.setMember(teamId, userId, 1);
  stores.teams.addWorkspace({ id: workspaceId, teamId, name: "First Workspace", description: "" }, seedTime);
  seedProject(stores);
  for (const [index, { name, isSituated }] of fruitPictures.entries()) {
    seedPicture(stores, { id: 283_001 + index, name, bytes: readPicture(name), isSituated });
  }
  stores.datasets.recount(lemons.datasetId);
  // The ids of the tutorial's annotators and first job.
  stores.settings.startIdsAt("users", 29);
  stores.settings.startIdsAt("jobs", 37);
}

const situatedTagId = 4174;

function seedProject(stores: Stores): void {
  const { projectId, workspaceId, teamId, datasetId, userId: createdBy } = lemons;
  const defaults = { description: "", readme: "", type: "images", settings: {}, customData: {} };
  stores.projects.add(
    { id: projectId, workspaceId, teamId, name: "tutorial_project", createdBy, ...defaults },
    seedTime,
  );
  const look = { description: "", shape: "bitmap", hotkey: "", settings: { geometry_config: {} } };
  const onFruits = { applicable_type: "objectsOnly", classes: ["kiwi", "lemon"], target_type: "all" };
  stores.metas.replace(
    projectId,
    {
      classes: [
        { id: 22_308, title: "kiwi", color: "#D0021B", ...look },
        { id: 22_309, title: "lemon", color: "#50E3C2", ...look },
      ],
      tags: [
        { id: 4172, name: "origin", color: "#8B572A", hotkey: "", settings: { value_type: "any_string", ...onFruits } },
        {
          id: 4173,
          name: "size",
          color: "#417505",
          hotkey: "",
          settings: { value_type: "oneof_string", values: ["small", "medium", "large"], ...onFruits },
        },
        // The tutorial excludes images with this tag, although its printed tables do not show it; without the tag
        // nothing would be excluded.
        {
          id: situatedTagId,
          name: "situated",
          color: "#F5A623",
          hotkey: "",
          settings: { value_type: "none", applicable_type: "imagesOnly", classes: [], target_type: "all" },
        },
      ],
    },
    seedTime,
  );
  const parentId = null;
  const dataset = { id: datasetId, projectId, parentId, createdBy, customData: {} };
  stores.datasets.add({ ...dataset, name: "dataset_01", description: "" }, seedTime);
}

function seedPicture(
  stores: Stores,
  { id, name, bytes, isSituated }: { id: number; name: string; bytes: Buffer; isSituated: boolean },
): void {
  const hash = createHash("sha256").update(bytes).digest("base64");
  const picture = { hash, mime: "image/png", ...pictureSize };
  stores.images.keep(picture, bytes);
  const { datasetId, userId: createdBy } = lemons;
  const size = bytes.length;
  stores.images.add(
    { id, datasetId, name, link: null, picture: { ...picture, size }, meta: {}, parentId: null, createdBy },
    seedTime,
  );
  if (isSituated) stores.imageTags.put(id, situatedTagId, null, { labelerId: createdBy }, seedTime);
}
