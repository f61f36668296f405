/** A Region as EC2 lists it: the letters of its zones, and the stem of its zone ids. */
interface RegionZones {
  letters: string;
  stem: string;
  /** Regions launched since 2019 have to be opted into. */
  optIn?: true;
}

/**
 * Source: "Regions and Availability Zones" of the EC2 user guide. Which letter is which zone id differs from
 * account to account on AWS; here it is in order. In us-west-1 and ap-northeast-1 new accounts see some only.
 */
const REGIONS: Record<string, RegionZones> = {
  "ap-south-1": { letters: "abc", stem: "aps1" },
  "eu-north-1": { letters: "abc", stem: "eun1" },
  "eu-west-3": { letters: "abc", stem: "euw3" },
  "eu-west-2": { letters: "abc", stem: "euw2" },
  "eu-west-1": { letters: "abc", stem: "euw1" },
  "ap-northeast-3": { letters: "abc", stem: "apne3" },
  "ap-northeast-2": { letters: "abcd", stem: "apne2" },
  "ap-northeast-1": { letters: "acd", stem: "apne1" },
  "ca-central-1": { letters: "abd", stem: "cac1" },
  "sa-east-1": { letters: "abc", stem: "sae1" },
  "ap-southeast-1": { letters: "abc", stem: "apse1" },
  "ap-southeast-2": { letters: "abc", stem: "apse2" },
  "eu-central-1": { letters: "abc", stem: "euc1" },
  "us-east-1": { letters: "abcdef", stem: "use1" },
  "us-east-2": { letters: "abc", stem: "use2" },
  "us-west-1": { letters: "ac", stem: "usw1" },
  "us-west-2": { letters: "abcd", stem: "usw2" },
  "af-south-1": { letters: "abc", stem: "afs1", optIn: true },
  "ap-east-1": { letters: "abc", stem: "ape1", optIn: true },
  "ap-south-2": { letters: "abc", stem: "aps2", optIn: true },
  "ap-southeast-3": { letters: "abc", stem: "apse3", optIn: true },
  "ap-southeast-4": { letters: "abc", stem: "apse4", optIn: true },
  "ap-southeast-5": { letters: "abc", stem: "apse5", optIn: true },
  "ap-southeast-7": { letters: "abc", stem: "apse7", optIn: true },
  "ca-west-1": { letters: "abc", stem: "caw1", optIn: true },
  "eu-central-2": { letters: "abc", stem: "euc2", optIn: true },
  "eu-south-1": { letters: "abc", stem: "eus1", optIn: true },
  "eu-south-2": { letters: "abc", stem: "eus2", optIn: true },
  "il-central-1": { letters: "abc", stem: "ilc1", optIn: true },
  "me-central-1": { letters: "abc", stem: "mec1", optIn: true },
  "me-south-1": { letters: "abc", stem: "mes1", optIn: true },
  "mx-central-1": { letters: "abc", stem: "mxc1", optIn: true },
};

export interface Zone {
  name: string;
  id: string;
}

/** The Region's Availability Zones. A Region that EC2 does not list gets three, so that its account can be used. */
export function zonesOf(region: string): Zone[] {
  const { letters, stem } = REGIONS[region] ?? { letters: "abc", stem: region.replaceAll("-", "") };
  return [...letters].map((letter, index) => ({ name: `${region}${letter}`, id: `${stem}-az${index + 1}` }));
}

/** Every Region, those that an account has from the start first. */
export function regions(): { name: string; optIn: boolean }[] {
  return Object.entries(REGIONS).map(([name, region]) => ({ name, optIn: region.optIn ?? false }));
}
