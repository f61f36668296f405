/** What building a lab needs to know of it, beyond its template. */
export interface LabBuild {
  lab: string;
  stackName: string;
  /** The key pair that the guide names; made if the account has none of the name. */
  keyPair: string;
  /** The names of buckets that a participant of this suffix is to make, where the whole world shares them. */
  bucketNames(suffix: string): string[];
  /** The key of the lab's own template in the orchestrator's bucket. */
  templateKey: string;
  /** The instance types of the lab's own template: both zones must offer them. */
  instanceTypes: string[];
  /** Values of the template's parameters that the account decides, by the parameter's name. */
  parameters: {
    keyPair: string;
    zones: [string, string];
    s3PrefixList: string;
    image: string;
  };
  /** The parameter of Systems Manager that holds the newest image, for a template whose own default is gone. */
  newestImage: string;
  /** The stack's outputs that name a web site. */
  sites: string[];
}
