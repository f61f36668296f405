import { NEXT_CALL_ACTIVITY } from "../../workflows/contract.ts";
import { ANY, type AreaGrants } from "./context.ts";

/** To tell the machine of each call as it is made. A token says for itself which task is answered. */
export const telling: AreaGrants = ({ arn }) => ({
  solve: [
    { actions: ["states:GetActivityTask"], resources: [arn("states", `activity:${NEXT_CALL_ACTIVITY}`)] },
    { actions: ["states:SendTaskSuccess"], resources: ANY },
  ],
});
