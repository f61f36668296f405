import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { encodeDocument, noGroups, userOutput } from "./outputs.ts";
import { page } from "./paging.ts";
import { byName, stateOf } from "./rules.ts";
import { getUser, noSuchEntity } from "./store.ts";

/** The account's alias, and its users, of whom there is one. */
export const accountOperations = {
  GetUser: ({ UserName }, call) => {
    const { principal } = call;
    if (UserName === undefined && principal.type !== "user")
      throw new AwsError("ValidationError", "Must specify userName when calling with non-User credentials");
    const name = UserName ?? (principal.type === "user" ? principal.name : "");
    return { User: userOutput(getUser(stateOf(call), name)) };
  },

  ListUsers: (input, call) => {
    const { PathPrefix = "/" } = input;
    const users = byName(stateOf(call).users).filter(({ path }) => path.startsWith(PathPrefix));
    const { items, paging } = page(users, input);
    return { Users: items.map(userOutput), ...paging };
  },

  ListUserPolicies: (input, call) => {
    const user = getUser(stateOf(call), input.UserName ?? "");
    const { items, paging } = page(Object.keys(user.inline).sort(), input);
    return { PolicyNames: items, ...paging };
  },

  GetUserPolicy: ({ UserName = "", PolicyName = "" }, call) => {
    const document = getUser(stateOf(call), UserName).inline[PolicyName];
    if (document === undefined)
      throw noSuchEntity(`The user policy with name ${PolicyName} cannot be found.`);
    return { UserName, PolicyName, PolicyDocument: encodeDocument(document) };
  },

  ListGroupsForUser: (input, call) => {
    getUser(stateOf(call), input.UserName ?? "");
    return { Groups: noGroups, IsTruncated: false };
  },

  ListAccountAliases: (input, call) => {
    const { alias } = stateOf(call);
    const { items, paging } = page(alias === undefined ? [] : [alias], input);
    return { AccountAliases: items, ...paging };
  },

  CreateAccountAlias: ({ AccountAlias = "" }, call) => {
    validateMembers("ValidationError", {
      accountAlias: [AccountAlias, { min: 3, max: 63, pattern: "[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]" }],
    });
    // An account has one alias; a new one takes the old one's place.
    stateOf(call).alias = AccountAlias;
    return {};
  },

  DeleteAccountAlias: ({ AccountAlias }, call) => {
    const state = stateOf(call);
    if (state.alias !== AccountAlias)
      throw noSuchEntity(`The account alias ${AccountAlias} cannot be found.`);
    delete state.alias;
    return {};
  },
} satisfies Operations<"iam">;
