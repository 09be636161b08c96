/** The ids of the labeling-jobs tutorial, where its reader finds them. */
export const lemons = {
  userId: 7,
  userLogin: "my_username",
  teamId: 8,
  workspaceId: 7,
  projectId: 5555,
  datasetId: 10555,
} as const;
