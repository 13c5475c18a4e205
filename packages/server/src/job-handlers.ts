import { handleAgentRunStart } from "@rapport/domain/agents/agent-run-start";
import { handleAgentsTend } from "@rapport/domain/agents/agents-tend";
import { handleCampaignResultsRead } from "@rapport/domain/campaigns/read-results";
import { handlePlatformActionsSend } from "@rapport/domain/campaigns/send-actions";
import { handleClustersFit } from "@rapport/domain/clusters/clusters-fit";
import { handleContentPublish } from "@rapport/domain/content/content-publish";
import { handleIntentsScore } from "@rapport/domain/intents/intents-score";
import { handleIntentsTrain } from "@rapport/domain/intents/intents-train";
import type { JobHandler } from "@rapport/domain/jobs/job-handler";
import { handleOldRecordsDelete } from "@rapport/domain/jobs/old-records-delete";
import { handleCatalogRefresh } from "@rapport/domain/knowledge/catalog-refresh";
import { handleDocumentRead } from "@rapport/domain/knowledge/document-read";
import { handleLeadsRecompute, handleLeadsScore } from "@rapport/domain/leads/leads-score";
import { handleBehaviourVectorsRefresh } from "@rapport/domain/lookalike/behaviour-vectors-refresh";
import { handlePoliciesLearn } from "@rapport/domain/placements/policies-learn";
import { handleRecommenderTrain } from "@rapport/domain/recommendations/training/recommender-train";
import { handleRfmCompute } from "@rapport/domain/rfm/rfm-compute";
import { handlePercentilesRefresh } from "@rapport/domain/segments/percentiles-refresh";
import { handleSegmentExport } from "@rapport/domain/segments/segment-export";
import { handleTriggersFire } from "@rapport/domain/triggers/triggers-fire";
import { handleWebhookDeliver } from "@rapport/domain/webhooks/webhook-deliver";

/** Every kind of job that a server runs; one line each. */
export const JOB_HANDLERS: readonly JobHandler[] = [
  handleOldRecordsDelete,
  handlePoliciesLearn,
  handleRecommenderTrain,
  handleIntentsTrain,
  handleIntentsScore,
  handleClustersFit,
  handleSegmentExport,
  handleWebhookDeliver,
  handleTriggersFire,
  handleRfmCompute,
  handleBehaviourVectorsRefresh,
  handlePercentilesRefresh,
  handleDocumentRead,
  handleCatalogRefresh,
  handleAgentRunStart,
  handleAgentsTend,
  handlePlatformActionsSend,
  handleCampaignResultsRead,
  handleLeadsScore,
  handleLeadsRecompute,
  handleContentPublish,
];
