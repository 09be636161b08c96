/** The ids that the labeling-jobs tutorial uses. */
export const lemons = {
  userId: 7,
  userLogin: "my_username",
  teamId: 8,
  workspaceId: 7,
  projectId: 5555,
  datasetId: 10555,
} as const;
