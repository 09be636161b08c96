/** The package whose exports are already loaded: a second copy would not know the first one's values. */
export const ownPackage = "slylab";
