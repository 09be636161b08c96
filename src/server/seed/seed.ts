import { createHash } from "node:crypto";
import type { Stores } from "../stores.js";
import { newToken, noPassword, type RandomBytes } from "../users/secrets.js";
import { lemons } from "./lemons.js";
import { drawPicture, type Fruit, pictureSize } from "./pictures.js";

/** What an instance begins with. */
export type SeedName = "lemons" | "none";

// As the tutorial prints it.
const bornAt = "2019-07-18T15:39:57.377Z";

interface SeededPicture {
  readonly name: string;
  readonly fruits: readonly Fruit[];
  /** Tagged `situated`: the fruits lie in a scene and are not laid out for the camera. */
  readonly isSituated: boolean;
}

function fruit(kind: Fruit["kind"], x: number, y: number, radius: number, angle: number): Fruit {
  return { kind, x, y, radius, angle };
}

const pictures: readonly SeededPicture[] = [
  {
    name: "fruits_01.png",
    fruits: [fruit("lemon", 130, 150, 78, 0.4), fruit("kiwi", 290, 160, 62, 0)],
    isSituated: false,
  },
  {
    name: "fruits_02.png",
    fruits: [fruit("lemon", 110, 90, 58, -0.5), fruit("lemon", 250, 180, 70, 0.9), fruit("kiwi", 330, 80, 46, 0.3)],
    isSituated: true,
  },
  {
    name: "fruits_03.png",
    fruits: [fruit("kiwi", 120, 150, 70, 0.2), fruit("kiwi", 280, 140, 74, -0.4)],
    isSituated: false,
  },
  {
    name: "fruits_04.png",
    fruits: [
      fruit("lemon", 90, 210, 54, 1.2),
      fruit("kiwi", 180, 100, 56, 0),
      fruit("lemon", 300, 110, 62, -0.2),
      fruit("kiwi", 320, 230, 48, 0.8),
    ],
    isSituated: true,
  },
  { name: "fruits_05.png", fruits: [fruit("lemon", 200, 150, 104, 0.15)], isSituated: false },
  {
    name: "fruits_06.png",
    fruits: [
      fruit("kiwi", 80, 80, 44, 0),
      fruit("kiwi", 160, 200, 52, 0.5),
      fruit("lemon", 240, 90, 56, 0.7),
      fruit("lemon", 320, 210, 60, -0.9),
    ],
    isSituated: true,
  },
];

// Drawn once a process, however many instances it starts.
let drawn: readonly Buffer[] | undefined;

/** Fills an empty instance with the first account and, for `lemons`, the tutorial's team, project and pictures. */
export function seedInstance(stores: Stores, seed: SeedName, randomBytes: RandomBytes): void {
  stores.settings.set("jwtKey", randomBytes(32).toString("hex"));
  stores.settings.set("seed", seed);
  const { userId, userLogin, teamId, workspaceId } = lemons;
  const account = { id: userId, login: userLogin, name: "", email: null, password: noPassword, isRestricted: false };
  stores.accounts.add({ ...account, token: newToken(randomBytes), isAdmin: true }, bornAt);
  if (seed === "none") return;
  stores.teams.add({ id: teamId, name: "tutorial", description: "" }, bornAt);
  stores.teams.setMember(teamId, userId, 1);
  stores.teams.addWorkspace({ id: workspaceId, teamId, name: "First Workspace", description: "" }, bornAt);
  seedProject(stores);
  drawn ??= pictures.map(({ fruits }) => drawPicture(fruits));
  for (const [index, { name, isSituated }] of pictures.entries()) {
    const bytes = drawn[index];
    if (bytes !== undefined) seedPicture(stores, { id: 283_001 + index, name, bytes, isSituated });
  }
  stores.datasets.recount(lemons.datasetId);
  // The ids that the tutorial's annotators and first job have.
  stores.settings.startIdsAt("users", 29);
  stores.settings.startIdsAt("jobs", 37);
}

const situatedTagId = 4174;

function seedProject(stores: Stores): void {
  const { projectId, workspaceId, teamId, datasetId, userId: createdBy } = lemons;
  const words = { description: "", readme: "", type: "images", settings: {}, customData: {} };
  stores.projects.add({ id: projectId, workspaceId, teamId, name: "tutorial_project", createdBy, ...words }, bornAt);
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
        // The tutorial leaves images with this tag out, but its printed tables lack it; without it there would be none to leave out.
        {
          id: situatedTagId,
          name: "situated",
          color: "#F5A623",
          hotkey: "",
          settings: { value_type: "none", applicable_type: "imagesOnly", classes: [], target_type: "all" },
        },
      ],
    },
    bornAt,
  );
  const parentId = null;
  const place = { id: datasetId, projectId, parentId, createdBy, customData: {} };
  stores.datasets.add({ ...place, name: "dataset_01", description: "" }, bornAt);
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
    bornAt,
  );
  if (isSituated) stores.imageTags.put(id, situatedTagId, null, createdBy, bornAt);
}
