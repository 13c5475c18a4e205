import { z } from "zod";

/**
 * What permissions are about: the tag of a route of the product API is one of these. A new subsystem adds its word here
 * and says below who may do what with it; until then the build refuses its routes.
 */
export const AREAS = [
  "events",
  "tracking plan",
  "users",
  "computed traits",
  "segments",
  "intents",
  "catalog",
  "recommendations",
  "placements",
  "experiments",
  "knowledge",
  "text safety",
  "campaigns",
  "leads",
  "budgets",
  "triggers",
  "webhooks",
  "connections",
  "jobs",
  "agents",
  "approvals",
  "content",
  "analytics",
  "workspace",
  "keys",
  "members",
  "roles",
  "audit",
  "privacy",
] as const;
export type Area = (typeof AREAS)[number];

/** `read` looks, `write` changes. A route that is no GET writes unless it says that it changes nothing. */
export const VERBS = ["read", "write"] as const;
export type Verb = (typeof VERBS)[number];

/** `area:verb`, or `area:verb:own`: only what the member made. */
export type Permission = `${Area}:${Verb}` | `${Area}:${Verb}:own`;

export const permissionSchema = z.string().refine((value) => ALL_PERMISSIONS.has(value), {
  error: "must be area:read or area:write, with :own after it for one's own things",
});

const ALL_PERMISSIONS: ReadonlySet<string> = new Set(
  AREAS.flatMap((area) => VERBS.flatMap((verb) => [`${area}:${verb}`, `${area}:${verb}:own`])),
);

/** What the product's own work is about, without what gives access to it. */
const WORK = [
  "events",
  "tracking plan",
  "users",
  "computed traits",
  "segments",
  "intents",
  "catalog",
  "recommendations",
  "placements",
  "experiments",
  "knowledge",
  "text safety",
  "campaigns",
  "leads",
  "budgets",
  "triggers",
  "webhooks",
  "connections",
  "jobs",
  "agents",
  "approvals",
  "content",
  "analytics",
] as const satisfies Area[];

/**
 * Roles that every workspace has (the seeds' admin, business and creator, and an analyst who looks). What is not in a
 * role's list is refused.
 */
export const BUILT_IN_ROLES = {
  admin: [...readOf(...AREAS), ...writeOf(...AREAS)],
  business: [...readOf(...WORK, "workspace", "members", "keys", "privacy"), ...writeOf(...WORK), "keys:write:own"],
  creator: [
    ...readOf(
      "events",
      "users",
      "segments",
      "catalog",
      "recommendations",
      "placements",
      "experiments",
      "knowledge",
      "text safety",
      "agents",
      "approvals",
      "content",
      "analytics",
      "workspace",
    ),
    ...writeOf("content"),
    ...readOf("campaigns"),
    // Drafts and proposals of their own. What spends money is about budgets, which they have no right to.
    "campaigns:write:own",
  ],
  analyst: readOf(...WORK, "workspace"),
} as const satisfies Record<string, readonly Permission[]>;

/**
 * What a secret key without scopes of its own may do: all but give access. Whoever finds one must not be able to make
 * themselves a way in that outlives it.
 */
export const KEY_PERMISSIONS: readonly Permission[] = BUILT_IN_ROLES.admin.filter(
  (permission) => !["keys:write", "members:write", "roles:write"].includes(permission),
);

/** Areas whose things are somebody's: a role may be held to changing those that its member made. */
export const OWNED_AREAS = ["campaigns", "keys"] as const satisfies Area[];

/** How far a permission reaches: everything, one's own things, nothing. */
export type Reach = "any" | "own" | "none";

/** What a list of permissions allows. Nothing is allowed that is not in it. */
export function reachOf(permissions: readonly string[], area: Area, verb: Verb): Reach {
  if (permissions.includes(`${area}:${verb}`)) return "any";
  return permissions.includes(`${area}:${verb}:own`) ? "own" : "none";
}

function readOf(...areas: Area[]): Permission[] {
  return areas.map((area) => `${area}:read` as const);
}

function writeOf(...areas: Area[]): Permission[] {
  return areas.map((area) => `${area}:write` as const);
}

const emailSchema = z.email("must be an e-mail address").max(255).toLowerCase();
const roleIdSchema = z.string().min(1).max(64);

/** Someone who belongs to the workspace. */
export const memberSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  roleName: z.string(),
  twoFactor: z.boolean(),
  joinedAt: z.string(),
  /** The member who asks. */
  self: z.boolean(),
});
export type Member = z.infer<typeof memberSchema>;

export const invitationSchema = z.object({
  id: z.string(),
  email: z.string(),
  role: z.string(),
  invitedBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
});
export type Invitation = z.infer<typeof invitationSchema>;

export const memberListSchema = z.object({ data: z.array(memberSchema), invitations: z.array(invitationSchema) });

export const inviteMemberSchema = z.object({ email: emailSchema, role: roleIdSchema });
/** The token of the link is answered once, and kept as a hash. */
export const invitedSchema = invitationSchema.extend({ token: z.string() });
export const changeRoleSchema = z.object({ role: roleIdSchema });

/** What a newcomer sends with the token of an invitation. */
export const invitationTokenSchema = z.object({ token: z.string().min(1).max(255) });
export const acceptInvitationSchema = invitationTokenSchema.extend({
  /** Needed where the invitation names no address. */
  email: emailSchema.optional(),
  name: z.string().trim().min(1).max(120),
  password: z.string().min(12, "must have at least 12 characters").max(128),
});

export const roleSchema = z.object({
  id: z.string(),
  name: z.string(),
  builtIn: z.boolean(),
  permissions: z.array(z.string()),
});
export type Role = z.infer<typeof roleSchema>;
export const roleListSchema = z.object({ data: z.array(roleSchema) });
export const putRoleSchema = z.object({
  name: z.string().trim().min(1).max(80),
  permissions: z.array(permissionSchema).max(AREAS.length * 4),
});
