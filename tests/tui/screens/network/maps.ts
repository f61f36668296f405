import { networkMapOf } from "../../../../tasks/labs/fnd203/map-network.ts";
import {
  addAcl,
  addRule,
  dropRules,
  factsOf,
  type Lab,
  makeLab,
  toGroup,
} from "../../../tasks/fixtures/lab.ts";

const mapAfter = (...changes: ((lab: Lab) => void)[]) => {
  const lab = makeLab();
  for (const change of changes) change(lab);
  return networkMapOf(factsOf(lab));
};

/** The Services servers name groups, as a participant would have them do. */
const narrow = (lab: Lab): void => {
  dropRules(lab, "servicesServer", (rule) => rule.CidrIpv4 === "10.0.0.0/16");
  for (const group of ["webAppWeb", "webAppDb", "pocWeb"])
    addRule(lab, "servicesServer", "egress", 22, toGroup(group, "active"));
};

/** The databases are kept from the load balancer's subnets. */
const isolate = (lab: Lab): void => {
  addAcl(
    lab,
    "LoadBalancerIsolation",
    "webApp",
    ["webAppPublic1", "webAppPublic2"],
    ["egress", 50, "deny", "10.0.2.0/24"],
    ["egress", 60, "deny", "10.0.130.0/24"],
    ["egress", 100, "allow", "0.0.0.0/0"],
    ["ingress", 100, "allow", "0.0.0.0/0"],
  );
};

/** The map of the lab as it is built, and with two of its steps done. */
export const builtMap = mapAfter();
export const changedMap = mapAfter(narrow, isolate);
/** The same without one of the servers. */
export const smallerMap = mapAfter((lab) => {
  lab.described.interfaces = lab.described.interfaces.filter(
    ({ NetworkInterfaceId }) => NetworkInterfaceId !== "eni-poc2",
  );
});
