import type { Requirements } from "./python.js";

/** The libraries that agreement is compared with, at the versions that the tests were written against. */
export const agreementPeers: Requirements = {
  packages: ["numpy==2.2.6", "scipy==1.15.3", "scikit-learn==1.6.1", "krippendorff==0.8.1", "pycocotools==2.0.10"],
  modules: ["krippendorff", "pycocotools.cocoeval", "scipy.optimize", "sklearn.metrics"],
};
