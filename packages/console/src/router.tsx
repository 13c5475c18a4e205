import { createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import {
  accountRoute,
  auditRoute,
  joinRoute,
  keysRoute,
  membersRoute,
  privacyRoute,
  rolesRoute,
  settingsRoute,
} from "./access-routes.ts";
import { readRunsSearch } from "./features/agents/runs-search.ts";
import { readAnalyticsSearch } from "./features/analytics/analytics-search.ts";
import { readApprovalsSearch } from "./features/approvals/approvals-search.ts";
import { readCampaignsSearch } from "./features/campaigns/campaigns-search.ts";
import { readCatalogSearch } from "./features/catalog/catalog-search.ts";
import { readClustersSearch } from "./features/clusters/clusters-search.ts";
import { readTraitsSearch } from "./features/computed-traits/traits-search.ts";
import { readConnectionsSearch } from "./features/connections/connections-search.ts";
import { readContentSearch } from "./features/content/content-search.ts";
import { readEventsSearch } from "./features/events/event-filter.ts";
import { readExperimentsSearch } from "./features/experiments/experiments-search.ts";
import { readIntentsSearch } from "./features/intents/intents-search.ts";
import { readJobsSearch } from "./features/jobs/jobs-search.ts";
import { readKnowledgeSearch } from "./features/knowledge/knowledge-search.ts";
import { readLeadsSearch } from "./features/leads/leads-search.ts";
import { readModelsSearch } from "./features/models/models-search.ts";
import { readPeopleSearch, readPersonSearch } from "./features/people/people-search.ts";
import { prefetchPerson } from "./features/people/person-queries.ts";
import { readPlacementsSearch } from "./features/placements/placements-search.ts";
import { readRecommendationsSearch } from "./features/recommendations/recommendations-search.ts";
import { readRejectedSearch } from "./features/rejected/rejected-search.ts";
import { readSegmentsSearch } from "./features/segments/segments-search.ts";
import { RouteError, RoutePending } from "./features/shell/route-fallbacks.tsx";
import { readSourcesSearch } from "./features/sources/sources-search.ts";
import { readPlanSearch } from "./features/tracking-plan/plan-search.ts";
import { readTriggersSearch } from "./features/triggers/triggers-search.ts";
import { readWebhooksSearch } from "./features/webhooks/webhooks-search.ts";
import { dropLateChanges } from "./lib/drop-late-changes.ts";
import { queryClient } from "./query-client.ts";
import { rootRoute } from "./root-route.ts";

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/overview" });
  },
});

const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/overview",
  component: lazyRouteComponent(() => import("./features/overview/overview-page.tsx"), "OverviewPage"),
});

const analyticsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/analytics",
  validateSearch: readAnalyticsSearch,
  component: lazyRouteComponent(() => import("./features/analytics/analytics-page.tsx"), "AnalyticsPage"),
});

const eventsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/events",
  validateSearch: readEventsSearch,
  component: lazyRouteComponent(() => import("./features/events/events-page.tsx"), "EventsPage"),
});

const sourcesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sources",
  validateSearch: readSourcesSearch,
  component: lazyRouteComponent(() => import("./features/sources/sources-page.tsx"), "SourcesPage"),
});

const rejectedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/rejected",
  validateSearch: readRejectedSearch,
  component: lazyRouteComponent(() => import("./features/rejected/rejected-page.tsx"), "RejectedPage"),
});

const planRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/tracking-plan",
  validateSearch: readPlanSearch,
  component: lazyRouteComponent(() => import("./features/tracking-plan/plan-page.tsx"), "PlanPage"),
});

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/people",
  validateSearch: readPeopleSearch,
  component: lazyRouteComponent(() => import("./features/people/people-page.tsx"), "PeoplePage"),
});

const personRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/people/$id",
  validateSearch: readPersonSearch,
  // Asked for while the screen's code comes, and not after it.
  loader: ({ params: { id } }) => void prefetchPerson(queryClient, id),
  component: lazyRouteComponent(() => import("./features/people/person-page.tsx"), "PersonPage"),
});

const computedTraitsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/computed-traits",
  validateSearch: readTraitsSearch,
  component: lazyRouteComponent(
    () => import("./features/computed-traits/computed-traits-page.tsx"),
    "ComputedTraitsPage",
  ),
});

const segmentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/segments",
  validateSearch: readSegmentsSearch,
  component: lazyRouteComponent(() => import("./features/segments/segments-page.tsx"), "SegmentsPage"),
});

const clustersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/clusters",
  validateSearch: readClustersSearch,
  component: lazyRouteComponent(() => import("./features/clusters/clusters-page.tsx"), "ClustersPage"),
});

const recommendationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/recommendations",
  validateSearch: readRecommendationsSearch,
  component: lazyRouteComponent(
    () => import("./features/recommendations/recommendations-page.tsx"),
    "RecommendationsPage",
  ),
});

const placementsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/placements",
  validateSearch: readPlacementsSearch,
  component: lazyRouteComponent(() => import("./features/placements/placements-page.tsx"), "PlacementsPage"),
});

const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/models",
  validateSearch: readModelsSearch,
  component: lazyRouteComponent(() => import("./features/models/models-page.tsx"), "ModelsPage"),
});

const catalogRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/catalog",
  validateSearch: readCatalogSearch,
  component: lazyRouteComponent(() => import("./features/catalog/catalog-page.tsx"), "CatalogPage"),
});

const intentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/intents",
  validateSearch: readIntentsSearch,
  component: lazyRouteComponent(() => import("./features/intents/intents-page.tsx"), "IntentsPage"),
});

const knowledgeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/knowledge",
  validateSearch: readKnowledgeSearch,
  component: lazyRouteComponent(() => import("./features/knowledge/knowledge-page.tsx"), "KnowledgePage"),
});

const textSafetyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/text-safety",
  component: lazyRouteComponent(() => import("./features/text-safety/text-safety-page.tsx"), "TextSafetyPage"),
});

const experimentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/experiments",
  validateSearch: readExperimentsSearch,
  component: lazyRouteComponent(() => import("./features/experiments/experiments-page.tsx"), "ExperimentsPage"),
});

const approvalsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/approvals",
  validateSearch: readApprovalsSearch,
  component: lazyRouteComponent(() => import("./features/approvals/approvals-page.tsx"), "ApprovalsPage"),
});

const runsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/runs",
  validateSearch: readRunsSearch,
  component: lazyRouteComponent(() => import("./features/agents/runs-page.tsx"), "RunsPage"),
});

const campaignsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/campaigns",
  validateSearch: readCampaignsSearch,
  component: lazyRouteComponent(() => import("./features/campaigns/campaigns-page.tsx"), "CampaignsPage"),
});

const contentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/content",
  validateSearch: readContentSearch,
  component: lazyRouteComponent(() => import("./features/content/content-page.tsx"), "ContentPage"),
});

const leadsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/leads",
  validateSearch: readLeadsSearch,
  component: lazyRouteComponent(() => import("./features/leads/leads-page.tsx"), "LeadsPage"),
});

const budgetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/budgets",
  component: lazyRouteComponent(() => import("./features/budgets/budgets-page.tsx"), "BudgetsPage"),
});

const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/jobs",
  validateSearch: readJobsSearch,
  component: lazyRouteComponent(() => import("./features/jobs/jobs-page.tsx"), "JobsPage"),
});

const triggersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/triggers",
  validateSearch: readTriggersSearch,
  component: lazyRouteComponent(() => import("./features/triggers/triggers-page.tsx"), "TriggersPage"),
});

const webhooksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/webhooks",
  validateSearch: readWebhooksSearch,
  component: lazyRouteComponent(() => import("./features/webhooks/webhooks-page.tsx"), "WebhooksPage"),
});

const connectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connections",
  validateSearch: readConnectionsSearch,
  component: lazyRouteComponent(() => import("./features/connections/connections-page.tsx"), "ConnectionsPage"),
});

const usageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/usage",
  component: lazyRouteComponent(() => import("./features/usage/usage-page.tsx"), "UsagePage"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    indexRoute,
    overviewRoute,
    analyticsRoute,
    eventsRoute,
    rejectedRoute,
    planRoute,
    peopleRoute,
    personRoute,
    computedTraitsRoute,
    segmentsRoute,
    clustersRoute,
    recommendationsRoute,
    placementsRoute,
    modelsRoute,
    intentsRoute,
    catalogRoute,
    experimentsRoute,
    knowledgeRoute,
    textSafetyRoute,
    campaignsRoute,
    leadsRoute,
    contentRoute,
    budgetsRoute,
    jobsRoute,
    approvalsRoute,
    runsRoute,
    triggersRoute,
    webhooksRoute,
    connectionsRoute,
    sourcesRoute,
    usageRoute,
    joinRoute,
    accountRoute,
    membersRoute,
    rolesRoute,
    keysRoute,
    auditRoute,
    privacyRoute,
    settingsRoute,
  ]),
  basepath: "/console",
  defaultPreload: "intent",
  defaultPendingComponent: RoutePending,
  defaultErrorComponent: RouteError,
  scrollRestoration: false,
});
dropLateChanges(router);

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
