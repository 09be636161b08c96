/**
 * The name of this package. Its exports are already loaded; a second copy would not recognize the values of the first.
 */
export const ownPackage = "slylab";
