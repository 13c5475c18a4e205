import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { readAuditSearch } from "./features/audit/audit-search.ts";
import { readPrivacySearch } from "./features/privacy/privacy-search.ts";
import { readRolesSearch } from "./features/roles/roles-search.ts";
import { rootRoute } from "./root-route.ts";

export const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/join",
  component: lazyRouteComponent(() => import("./features/session/join-page.tsx"), "JoinPage"),
});

export const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/account",
  component: lazyRouteComponent(() => import("./features/account/account-page.tsx"), "AccountPage"),
});

export const membersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/members",
  component: lazyRouteComponent(() => import("./features/members/members-page.tsx"), "MembersPage"),
});

export const rolesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/roles",
  validateSearch: readRolesSearch,
  component: lazyRouteComponent(() => import("./features/roles/roles-page.tsx"), "RolesPage"),
});

export const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/keys",
  component: lazyRouteComponent(() => import("./features/keys/keys-page.tsx"), "KeysPage"),
});

export const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/audit",
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import("./features/audit/audit-page.tsx"), "AuditPage"),
});

export const privacyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/privacy",
  validateSearch: readPrivacySearch,
  component: lazyRouteComponent(() => import("./features/privacy/privacy-page.tsx"), "PrivacyPage"),
});

export const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./features/settings/settings-page.tsx"), "SettingsPage"),
});
