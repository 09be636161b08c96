/** The local instance in a separate process: `fork(this, [data])`; every message is answered with its counters. */
import { startInstance } from "../../../src/server/instance.js";

const [data = "memory"] = process.argv.slice(2);
const instance = await startInstance({ data, seed: "lemons" });
const { address, token, stats } = instance;
process.send?.({ address, token });
process.on("message", () => process.send?.({ ...stats, rssBytes: process.memoryUsage.rss() }));
process.on("disconnect", () => void instance.close());
