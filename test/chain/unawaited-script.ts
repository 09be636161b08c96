import { team } from "../../src/chain/entry-points.js";

team(8).ensureAnnotator("labeler_1").members();
console.log("end");
