/** The team, project and dataset of the chain at the cursor; undefined means those of the context. */
export interface NamePlace {
  readonly team?: string | number;
  readonly project?: string | number;
  readonly dataset?: string | number;
}

/** Names that exist on the instance, for completion in strings. */
export interface NameSource {
  teams(place: NamePlace): Promise<readonly string[]>;
  projects(place: NamePlace): Promise<readonly string[]>;
  classes(place: NamePlace): Promise<readonly string[]>;
  tags(place: NamePlace): Promise<readonly string[]>;
  datasets(place: NamePlace): Promise<readonly string[]>;
  images(place: NamePlace): Promise<readonly string[]>;
  logins(place: NamePlace): Promise<readonly string[]>;
}
