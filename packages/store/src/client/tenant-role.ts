/** Role that statements of a project run as: it owns nothing, cannot sign in, and sees what policies let it see. */
export const TENANT_ROLE = "rapport_tenant";
/** Setting of a session that names the one project that its statements may touch. */
export const PROJECT_SETTING = "rapport.project";
