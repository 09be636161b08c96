/** The campaign in a separate process: address and folder are its arguments; it requests people's work on stdout. */
import process from "node:process";
import { withApi } from "../../src/chain/entry-points.js";
import { Api } from "../../src/client/api.js";
import { runCampaign } from "./campaign.js";

const [address = "", folder = ""] = process.argv.slice(2);
const api = new Api({ address, token: process.env.TOKEN ?? "" });
await runCampaign(withApi(api), folder, async () => {
  process.stdout.write("work\n");
  await new Promise((resolve) => process.stdin.once("data", resolve));
});
await api.close();
process.stdin.destroy();
