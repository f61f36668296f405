/** What the step observes of GuardDuty in the lab's Region. */
export interface DetectorFacts {
  region: string;
  /** Absent where the Region has none. */
  detector?: {
    id: string;
    enabled: boolean;
    /** The foundational sources that it watches, by feature name. */
    sources: string[];
    /** The protection plans that are on, by feature name. */
    plans: string[];
    /** The account that manages it, where that is another. */
    administrator?: string;
    /** Its settings before the lab, as the ledger has them; absent where the lab made it. */
    before?: string;
  };
}
