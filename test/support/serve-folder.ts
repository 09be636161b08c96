/** A process that serves the folder of its argument and prints the address. */
import { startInstance } from "../../src/server/instance.js";

const { address, token } = await startInstance({ data: process.argv[2] ?? "" });
console.log(JSON.stringify({ address, token }));
