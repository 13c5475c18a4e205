/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Address of the Rapport server. */
  readonly VITE_RAPPORT_HOST: string;
  /** Write key of the project, `pk_…`. */
  readonly VITE_RAPPORT_KEY: string;
}
