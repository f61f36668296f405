import type { LabVerbs, StepVerbs } from "../lab.ts";
import type { NetworkFacts } from "./facts.ts";
import * as loadBalancerJudge from "./load-balancer-isolation/judge.ts";
import * as loadBalancerObserve from "./load-balancer-isolation/observe.ts";
import * as loadBalancerSolve from "./load-balancer-isolation/solve.ts";
import { labNames } from "./parts.ts";
import * as pocJudge from "./poc-protection/judge.ts";
import * as pocObserve from "./poc-protection/observe.ts";
import * as pocSolve from "./poc-protection/solve.ts";
import { resolveLab } from "./resources.ts";
import * as egressJudge from "./services-egress/judge.ts";
import * as egressObserve from "./services-egress/observe.ts";
import * as egressSolve from "./services-egress/solve.ts";
import * as ingressJudge from "./services-ingress/judge.ts";
import * as ingressObserve from "./services-ingress/observe.ts";
import * as ingressSolve from "./services-ingress/solve.ts";

const verbs = (
  judge: { STEP: string; judge: StepVerbs<NetworkFacts>["judge"] },
  { observe }: Pick<StepVerbs<NetworkFacts>, "observe">,
  { solve }: Pick<StepVerbs<NetworkFacts>, "solve">,
): StepVerbs<NetworkFacts> => ({ id: judge.STEP, observe, judge: judge.judge, solve });

/** What the steps of FND203 do. */
export const fnd203Verbs: LabVerbs = {
  id: "fnd203",
  resolve: (clients) => resolveLab(clients),
  names: labNames,
  steps: [
    verbs(egressJudge, egressObserve, egressSolve),
    verbs(loadBalancerJudge, loadBalancerObserve, loadBalancerSolve),
    verbs(pocJudge, pocObserve, pocSolve),
    verbs(ingressJudge, ingressObserve, ingressSolve),
  ],
};
