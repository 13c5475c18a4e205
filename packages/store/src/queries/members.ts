import { and, asc, count, eq, gt, isNull, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { invitations, memberCredentials, memberSessions, members, memberships, roles } from "../schema/access.ts";
import { projects, workspaces } from "../schema/workspaces.ts";

export type InvitationRow = typeof invitations.$inferSelect;
export type RoleRow = typeof roles.$inferSelect;
/** A member with what they are in one workspace. */
export type MemberRow = typeof members.$inferSelect & { role: string; joinedAt: Date };

/** The workspace of a project. */
export async function findWorkspaceId(db: Database, projectId: string): Promise<string | undefined> {
  const [row] = await db.select({ id: projects.workspaceId }).from(projects).where(eq(projects.id, projectId));
  return row?.id;
}

/** The projects that a member may enter, by workspace, the oldest first. */
export async function listMemberProjects(
  db: Database,
  memberId: string,
): Promise<{ id: string; name: string; workspaceId: string; role: string }[]> {
  return db
    .select({ id: projects.id, name: projects.name, workspaceId: projects.workspaceId, role: memberships.role })
    .from(memberships)
    .innerJoin(projects, eq(projects.workspaceId, memberships.workspaceId))
    .where(eq(memberships.memberId, memberId))
    .orderBy(asc(projects.id));
}

export async function listMemberRows(db: Database, workspaceId: string): Promise<MemberRow[]> {
  const rows = await db
    .select({ member: members, role: memberships.role, joinedAt: memberships.createdAt })
    .from(memberships)
    .innerJoin(members, eq(members.id, memberships.memberId))
    .where(eq(memberships.workspaceId, workspaceId))
    .orderBy(asc(memberships.createdAt), asc(members.id));
  return rows.map(({ member, role, joinedAt }) => ({ ...member, role, joinedAt }));
}

export async function findMemberByEmail(db: Database, email: string): Promise<{ id: string } | undefined> {
  const [row] = await db.select({ id: members.id }).from(members).where(eq(members.email, email));
  return row;
}

/** A new member who signs in with a password. */
export async function insertMember(
  tx: Database,
  row: { id: string; name: string; email: string; passwordHash: string },
): Promise<void> {
  const { id, name, email, passwordHash } = row;
  // Whoever opens the link of an invitation has read the mail of its address, or is who an admin gave it to.
  await tx.insert(members).values({ id, name, email, emailVerified: true });
  await tx
    .insert(memberCredentials)
    .values({ id, userId: id, accountId: id, providerId: "credential", password: passwordHash });
}

/** Whether anybody can sign in at all. */
export async function countMembers(db: Database): Promise<number> {
  const [row] = await db.select({ number: count() }).from(memberships);
  return row?.number ?? 0;
}

/** Makes a member one of the workspace; who is one already keeps the role they have. */
export async function insertMembership(
  tx: Database,
  row: { workspaceId: string; memberId: string; role: string },
): Promise<void> {
  await tx.insert(memberships).values(row).onConflictDoNothing();
}

/** Locks all of a workspace's memberships: what they are together (one admin at least) can be kept true. */
export async function lockMemberships(
  tx: Database,
  workspaceId: string,
): Promise<{ memberId: string; role: string }[]> {
  return tx
    .select({ memberId: memberships.memberId, role: memberships.role })
    .from(memberships)
    .where(eq(memberships.workspaceId, workspaceId))
    .orderBy(asc(memberships.memberId))
    .for("update");
}

export async function updateMemberRole(
  tx: Database,
  params: { workspaceId: string; memberId: string; role: string },
): Promise<void> {
  const { workspaceId, memberId, role } = params;
  await tx
    .update(memberships)
    .set({ role })
    .where(and(eq(memberships.workspaceId, workspaceId), eq(memberships.memberId, memberId)));
}

/** Takes a member out of the workspace and ends their sessions. */
export async function deleteMembership(tx: Database, params: { workspaceId: string; memberId: string }): Promise<void> {
  const { workspaceId, memberId } = params;
  // Sessions first: a workspace may end those of its own members only.
  await tx.delete(memberSessions).where(eq(memberSessions.userId, memberId));
  await tx.delete(memberships).where(and(eq(memberships.workspaceId, workspaceId), eq(memberships.memberId, memberId)));
}

/** Which project a session shows from now on. */
export async function setSessionProject(db: Database, token: string, projectId: string): Promise<void> {
  await db.update(memberSessions).set({ projectId }).where(eq(memberSessions.token, token));
}

export async function insertInvitation(
  db: Database,
  row: Omit<InvitationRow, "acceptedAt" | "revokedAt" | "createdAt">,
): Promise<InvitationRow> {
  const [made] = await db.insert(invitations).values(row).returning();
  if (!made) throw new Error("The insert gave no row back");
  return made;
}

/** Invitations that can still be accepted. */
export async function listOpenInvitations(db: Database, workspaceId: string, now: Date): Promise<InvitationRow[]> {
  return db
    .select()
    .from(invitations)
    .where(and(eq(invitations.workspaceId, workspaceId), isOpen(now)))
    .orderBy(asc(invitations.createdAt));
}

/** What the open invitation of a token offers. */
export async function findOpenInvitation(
  db: Database,
  tokenHash: string,
  now: Date,
): Promise<{ email: string; role: string; workspaceName: string; expiresAt: Date } | undefined> {
  const { email, role, expiresAt } = invitations;
  const [row] = await db
    .select({ email, role, expiresAt, workspaceName: workspaces.name })
    .from(invitations)
    .innerJoin(workspaces, eq(workspaces.id, invitations.workspaceId))
    .where(and(eq(invitations.tokenHash, tokenHash), isOpen(now)));
  return row;
}

/** Reads and locks the open invitation of a token. */
export async function lockInvitation(tx: Database, tokenHash: string, now: Date): Promise<InvitationRow | undefined> {
  const [row] = await tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.tokenHash, tokenHash), isOpen(now)))
    .for("update");
  return row;
}

export async function markInvitation(
  tx: Database,
  id: string,
  set: { acceptedAt: Date } | { revokedAt: Date },
): Promise<void> {
  await tx.update(invitations).set(set).where(eq(invitations.id, id));
}

/** Takes an open invitation back; answers whether there was one. */
export async function revokeInvitationRow(
  db: Database,
  params: { workspaceId: string; id: string; now: Date },
): Promise<boolean> {
  const { workspaceId, id, now } = params;
  const rows = await db
    .update(invitations)
    .set({ revokedAt: now })
    .where(and(eq(invitations.workspaceId, workspaceId), eq(invitations.id, id), isOpen(now)))
    .returning({ id: invitations.id });
  return rows.length > 0;
}

export async function listRoleRows(db: Database, workspaceId: string): Promise<RoleRow[]> {
  return db.select().from(roles).where(eq(roles.workspaceId, workspaceId)).orderBy(asc(roles.createdAt));
}

export async function findRoleRow(db: Database, workspaceId: string, id: string): Promise<RoleRow | undefined> {
  const [row] = await db
    .select()
    .from(roles)
    .where(and(eq(roles.workspaceId, workspaceId), eq(roles.id, id)));
  return row;
}

export async function upsertRoleRow(db: Database, row: Omit<RoleRow, "createdAt">): Promise<RoleRow> {
  const { name, permissions } = row;
  const [made] = await db
    .insert(roles)
    .values(row)
    .onConflictDoUpdate({ target: [roles.workspaceId, roles.id], set: { name, permissions } })
    .returning();
  if (!made) throw new Error("The upsert gave no row back");
  return made;
}

/** Removes a role that nobody has and no open invitation offers; answers whether it could. */
export async function deleteUnusedRole(
  tx: Database,
  params: { workspaceId: string; id: string; now: Date },
): Promise<boolean> {
  const { workspaceId, id, now } = params;
  const used = await tx
    .select({ one: sql`1` })
    .from(memberships)
    .where(and(eq(memberships.workspaceId, workspaceId), eq(memberships.role, id)))
    .limit(1);
  const offered = await tx
    .select({ one: sql`1` })
    .from(invitations)
    .where(and(eq(invitations.workspaceId, workspaceId), eq(invitations.role, id), isOpen(now)))
    .limit(1);
  if (used.length > 0 || offered.length > 0) return false;
  await tx.delete(roles).where(and(eq(roles.workspaceId, workspaceId), eq(roles.id, id)));
  return true;
}

function isOpen(now: Date) {
  return and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt), gt(invitations.expiresAt, now));
}
