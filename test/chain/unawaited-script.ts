import { team } from "../../src/chain/words.js";

team(8).ensureAnnotator("labeler_1").members();
console.log("end");
