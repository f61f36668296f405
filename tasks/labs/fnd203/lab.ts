import type { LabVerbs, StepVerbs } from "../lab.ts";
import * as configJudge from "./config/judge.ts";
import * as configObserve from "./config/observe.ts";
import * as configSolve from "./config/solve.ts";
import * as timelineJudge from "./config-timeline/judge.ts";
import * as timelineObserve from "./config-timeline/observe.ts";
import * as timelineSolve from "./config-timeline/solve.ts";
import * as historyJudge from "./event-history/judge.ts";
import * as historyObserve from "./event-history/observe.ts";
import * as historySolve from "./event-history/solve.ts";
import * as guardDutyJudge from "./guardduty/judge.ts";
import * as guardDutyObserve from "./guardduty/observe.ts";
import * as guardDutySolve from "./guardduty/solve.ts";
import * as loadBalancerJudge from "./load-balancer-isolation/judge.ts";
import * as loadBalancerObserve from "./load-balancer-isolation/observe.ts";
import * as loadBalancerSolve from "./load-balancer-isolation/solve.ts";
import * as logBucketJudge from "./log-bucket/judge.ts";
import * as logBucketObserve from "./log-bucket/observe.ts";
import * as logBucketSolve from "./log-bucket/solve.ts";
import * as logDeliveryJudge from "./log-delivery/judge.ts";
import * as logDeliveryObserve from "./log-delivery/observe.ts";
import * as logDeliverySolve from "./log-delivery/solve.ts";
import * as logGroupJudge from "./log-group/judge.ts";
import * as logGroupObserve from "./log-group/observe.ts";
import * as logGroupSolve from "./log-group/solve.ts";
import * as loggedSessionJudge from "./logged-session/judge.ts";
import * as loggedSessionObserve from "./logged-session/observe.ts";
import * as loggedSessionSolve from "./logged-session/solve.ts";
import { mapNetwork } from "./map-network.ts";
import { labNames } from "./parts.ts";
import * as pocJudge from "./poc-protection/judge.ts";
import * as pocObserve from "./poc-protection/observe.ts";
import * as pocSolve from "./poc-protection/solve.ts";
import { resolveLab } from "./resources.ts";
import * as roleJudge from "./role-policy/judge.ts";
import * as roleObserve from "./role-policy/observe.ts";
import * as roleSolve from "./role-policy/solve.ts";
import * as samplesJudge from "./sample-findings/judge.ts";
import * as samplesObserve from "./sample-findings/observe.ts";
import * as samplesSolve from "./sample-findings/solve.ts";
import * as egressJudge from "./services-egress/judge.ts";
import * as egressObserve from "./services-egress/observe.ts";
import * as egressSolve from "./services-egress/solve.ts";
import * as ingressJudge from "./services-ingress/judge.ts";
import * as ingressObserve from "./services-ingress/observe.ts";
import * as ingressSolve from "./services-ingress/solve.ts";
import * as sessionJudge from "./session/judge.ts";
import * as sessionObserve from "./session/observe.ts";
import * as sessionSolve from "./session/solve.ts";
import * as sessionLogJudge from "./session-log/judge.ts";
import * as sessionLogObserve from "./session-log/observe.ts";
import * as sessionLogSolve from "./session-log/solve.ts";
import * as preferencesJudge from "./session-preferences/judge.ts";
import * as preferencesObserve from "./session-preferences/observe.ts";
import * as preferencesSolve from "./session-preferences/solve.ts";
import * as threeJudge from "./three-findings/judge.ts";
import * as threeObserve from "./three-findings/observe.ts";
import * as threeSolve from "./three-findings/solve.ts";
import * as trailJudge from "./trail/judge.ts";
import * as trailObserve from "./trail/observe.ts";
import * as trailSolve from "./trail/solve.ts";

const verbs = <Facts>(
  judge: { STEP: string; judge: StepVerbs<Facts>["judge"] },
  { observe }: Pick<StepVerbs<Facts>, "observe">,
  { solve }: Pick<StepVerbs<Facts>, "solve">,
): StepVerbs<Facts> => ({ id: judge.STEP, observe, judge: judge.judge, solve });

/** What the steps of FND203 do. */
export const fnd203Verbs: LabVerbs = {
  id: "fnd203",
  resolve: (clients) => resolveLab(clients),
  names: labNames,
  mapNetwork,
  steps: [
    verbs(trailJudge, trailObserve, trailSolve),
    verbs(configJudge, configObserve, configSolve),
    verbs(guardDutyJudge, guardDutyObserve, guardDutySolve),
    verbs(egressJudge, egressObserve, egressSolve),
    verbs(loadBalancerJudge, loadBalancerObserve, loadBalancerSolve),
    verbs(pocJudge, pocObserve, pocSolve),
    verbs(historyJudge, historyObserve, historySolve),
    verbs(timelineJudge, timelineObserve, timelineSolve),
    verbs(samplesJudge, samplesObserve, samplesSolve),
    verbs(threeJudge, threeObserve, threeSolve),
    verbs(ingressJudge, ingressObserve, ingressSolve),
    verbs(sessionJudge, sessionObserve, sessionSolve),
    verbs(logBucketJudge, logBucketObserve, logBucketSolve),
    verbs(logDeliveryJudge, logDeliveryObserve, logDeliverySolve),
    verbs(logGroupJudge, logGroupObserve, logGroupSolve),
    verbs(roleJudge, roleObserve, roleSolve),
    verbs(preferencesJudge, preferencesObserve, preferencesSolve),
    verbs(loggedSessionJudge, loggedSessionObserve, loggedSessionSolve),
    verbs(sessionLogJudge, sessionLogObserve, sessionLogSolve),
  ],
};
