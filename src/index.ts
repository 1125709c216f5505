/// <reference lib="esnext.disposable" preserve="true" />
export type {
  Adapter,
  AdapterOptions,
  CustomServiceTypes,
  Endpoint,
  MajorOf,
  MicroversionRange,
  Negotiable,
  Negotiated,
  Operations,
  PageInit,
  RequestInit,
  RequestPath,
  Requests,
  Resolve,
  Selector,
  ServiceInit,
  ServiceVersion,
  UnregisteredService,
  VersionsOf,
  WaitOptions,
} from "./adapter/adapter.ts";
export { type Findable, type FindOptions, find } from "./adapter/find.ts";
export type { Page, PageOptions, Pages } from "./adapter/pages.ts";
export { type Pollable, type Until, type WaitForOptions, waitFor } from "./adapter/wait-for.ts";
export { tokenFrom } from "./auth/exchange.ts";
export type {
  AuthAnswer,
  AuthContext,
  AuthMethod,
  AuthRequest,
  Grant,
  IdentityToken,
  IdOrName,
  Scope,
  StaticGrant,
  TokenGrant,
} from "./auth/method.ts";
export { type AdminTokenOptions, adminToken } from "./auth/methods/admin-token.ts";
export { type ApplicationCredentialOptions, applicationCredential } from "./auth/methods/application-credential.ts";
export { type HttpBasicOptions, httpBasic } from "./auth/methods/http-basic.ts";
export { type K2kOptions, k2k } from "./auth/methods/k2k.ts";
export { type FactorName, type MultiFactorOptions, multiFactor } from "./auth/methods/multi-factor.ts";
export { type NoAuthOptions, noAuth } from "./auth/methods/no-auth.ts";
export { type OAuth1Options, oauth1 } from "./auth/methods/oauth1.ts";
export { type PasswordOptions, password } from "./auth/methods/password.ts";
export { type TokenOptions, token } from "./auth/methods/token.ts";
export { type TokenlessAuthOptions, tokenlessAuth } from "./auth/methods/tokenless-auth.ts";
export { type TotpOptions, totp } from "./auth/methods/totp.ts";
export { withReceipt } from "./auth/methods/with-receipt.ts";
export { withServiceToken } from "./auth/methods/with-service-token.ts";
export {
  type Oauth2ClientCredentialsOptions,
  oauth2ClientCredentials,
} from "./auth/oauth/oauth2-client-credentials.ts";
export {
  type Oauth2MtlsClientCredentialsOptions,
  oauth2MtlsClientCredentials,
} from "./auth/oauth/oauth2-mtls-client-credentials.ts";
export { type OidcAccessTokenOptions, oidcAccessToken } from "./auth/oauth/oidc-access-token.ts";
export { type OidcAuthorizationCodeOptions, oidcAuthorizationCode } from "./auth/oauth/oidc-authorization-code.ts";
export { type OidcClientCredentialsOptions, oidcClientCredentials } from "./auth/oauth/oidc-client-credentials.ts";
export { type DeviceCode, type OidcDeviceCodeOptions, oidcDeviceCode } from "./auth/oauth/oidc-device-code.ts";
export { type OidcPasswordOptions, oidcPassword } from "./auth/oauth/oidc-password.ts";
export type { Login } from "./auth/refusal.ts";
export type { SecretInput } from "./auth/secret-input.ts";
export { type FileTokenStoreOptions, fileTokenStore } from "./auth/store/file.ts";
export { memoryTokenStore } from "./auth/store/memory.ts";
export type { TokenStore } from "./auth/store/token-store.ts";
export type { Catalog, CatalogEndpoint, CatalogService } from "./catalog/catalog.ts";
export type { CloudConfig, CloudService, ConfigNote, ConfigValue, LoadOptions } from "./config/index.ts";
export type { ConfigSource } from "./config/layers.ts";
export type { Call } from "./core/call.ts";
export type { Query, QueryValue } from "./core/path.ts";
export { newRequestId, type RequestIdSource } from "./core/request-id.ts";
export type {
  AuthenticationEvent,
  ConfigEvent,
  DiagnosticEvents,
  DiscoveryEvent,
  EventError,
  RedirectEvent,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  TokenStoreEvent,
} from "./diagnostics/events.ts";
export type { Logger } from "./diagnostics/logger.ts";
export {
  type AnyOpenStackError,
  AuthError,
  type AuthErrorCode,
  ConfigError,
  type ConfigErrorCode,
  type DiscoveryAttempt,
  EndpointError,
  type EndpointErrorCode,
  type ErrorCode,
  HttpError,
  type HttpErrorCode,
  isOpenStackError,
  OpenStackError,
  type Receipt,
  TransportError,
  type TransportErrorCode,
} from "./errors/errors.ts";
export { type Secret, secret } from "./redaction/secret.ts";
export {
  type AnyServiceType,
  type Canonical,
  type MicroversionedService,
  ServiceType,
  type ServiceTypeAlias,
  type ServiceTypeInfo,
  type ServiceTypeName,
} from "./service-types/index.ts";
export { loadConfig } from "./session/config.ts";
export type { Identity, Named, Owned, Trust } from "./session/identity.ts";
export type {
  ConnectionOptions,
  SelectionOptions,
  ServiceOptions,
  SessionOptions,
  SessionOverrides,
} from "./session/options.ts";
export type { ReportOptions, ServiceReport } from "./session/report.ts";
export type { ScopeDomain, ScopeProject } from "./session/scopes.ts";
export { Session } from "./session/session.ts";
export { adapter, type OwnsSession } from "./session/single.ts";
export type { Checksum } from "./transfer/checksum.ts";
export { type Download, type DownloadOptions, download, downloadToFile } from "./transfer/download.ts";
export { uploadLargeObject } from "./transfer/large-object.ts";
export type { LargeObject, LargeObjectOptions } from "./transfer/large-object-options.ts";
export type { ByteRange } from "./transfer/resuming.ts";
export type { UploadSource } from "./transfer/source.ts";
export type { Store } from "./transfer/store.ts";
export type { Progress, Transferable, TransferOptions, TransferPath } from "./transfer/transferable.ts";
export { type Uploaded, type UploadOptions, upload } from "./transfer/upload.ts";
export type { AddressFamily, PoolOptions, ProxyOptions, TlsOptions } from "./transport/agent.ts";
export type { Answer } from "./transport/answer.ts";
export type {
  DispatchController,
  DispatcherLike,
  DispatchHandler,
  DispatchRequest,
  Method,
} from "./transport/dispatcher.ts";
export type { Limits } from "./transport/gate.ts";
export type { LastingBody, OneShotBody, RequestBody } from "./transport/request-body.ts";
export type { Retry, RetryPolicy } from "./transport/retry-rule.ts";
export type { SessionTimeouts, Timeout, Timeouts } from "./transport/times.ts";
export type { MajorRange, Microversion } from "./versions/version.ts";
