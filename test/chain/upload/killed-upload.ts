/** Uploads a folder with a token: `tsx killed-upload.ts ADDRESS TOKEN FOLDER`; a test kills it in the middle. */
import process from "node:process";
import { withApi } from "../../../src/chain/entry-points.js";
import { Api } from "../../../src/client/api.js";

const [address = "", token = "", folder = ""] = process.argv.slice(2);
const api = new Api({ address, token });
const upload = withApi(api)
  .ensureTeam("Road signs")
  .ensureProject("november", { classes: { sign: "rectangle" } })
  .dataset("photos")
  .upload(folder, { folders: "datasets", tags: { night: null } });
await upload.run({ onProgress: ({ done }) => process.stdout.write(`${done}\n`) });
await api.close();
