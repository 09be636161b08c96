/** Run as a process: serves the folder named on the command line, and says where. */
import { startInstance } from "../../src/server/instance.js";

const { address, token } = await startInstance({ data: process.argv[2] ?? "" });
console.log(JSON.stringify({ address, token }));
