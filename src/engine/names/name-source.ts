/** The team, project and dataset of the chain at the cursor; undefined means those of the context. */
export interface NameScope {
  readonly team?: string | number;
  readonly project?: string | number;
  readonly dataset?: string | number;
}

/** Names that exist on the instance, for completion in strings. */
export interface NameSource {
  teams(scope: NameScope): Promise<readonly string[]>;
  workspaces(scope: NameScope): Promise<readonly string[]>;
  projects(scope: NameScope): Promise<readonly string[]>;
  classes(scope: NameScope): Promise<readonly string[]>;
  tags(scope: NameScope): Promise<readonly string[]>;
  /** Nested datasets by their path, for example `night/rain`. */
  datasets(scope: NameScope): Promise<readonly string[]>;
  images(scope: NameScope): Promise<readonly string[]>;
  logins(scope: NameScope): Promise<readonly string[]>;
}
