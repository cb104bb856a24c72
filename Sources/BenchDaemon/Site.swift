import FoundationEssentials
import Jobs
import Logging
import Measurements
import NIOPosix
import ResultStore

/// What every endpoint works with.
struct Site: Sendable {
  let configuration: ServiceConfiguration
  let desk: any LabDesk
  let store: ResultStore
  let logger: Logger
  let limiter: RateLimiter
  let streams: Allowance
  let uploads: Allowance
  let metrics = Metrics()
  let sessions = Sessions()

  init(
    configuration: ServiceConfiguration, desk: any LabDesk, store: ResultStore, logger: Logger
  ) {
    self.configuration = configuration
    self.desk = desk
    self.store = store
    self.logger = logger
    let limits = configuration.limits
    limiter = RateLimiter(perMinute: limits.requestsPerMinute)
    streams = Allowance(limit: limits.liveStreams)
    uploads = Allowance(limit: max(limits.uploadBytesAtOnce, limits.uploadBytes))
  }

  var scheme: String { configuration.tls == nil ? "http" : "https" }

  var now: Timestamp {
    Timestamp(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }

  /// Works with the store on a thread that may wait for the disk.
  func withStore<Value: Sendable>(
    _ work: @escaping @Sendable (ResultStore) throws -> Value
  ) async throws -> Value {
    try await NIOThreadPool.singleton.runIfActive { [store] in try work(store) }
  }

  /// Keeps who did what; what cannot be kept is not done.
  func audit(
    _ action: AuditEntry.Action, of target: String, _ detail: String?, by caller: Caller
  ) async throws {
    let entry = AuditEntry(
      time: now, who: caller.name, action: action, target: target, origin: caller.address,
      detail: detail)
    _ = try await withStore { try $0.audit(entry) }
  }

  /// Keeps whom a wrong token or too small a role kept out of what; the refusal stands where it
  /// cannot be kept.
  func noteRefusal(
    of who: String, at address: String, from target: String, because why: String
  ) async {
    logger.notice(
      "refused",
      metadata: ["who": "\(who)", "address": "\(address)", "from": "\(target)", "why": "\(why)"])
    let entry = AuditEntry(
      time: now, who: who, action: .refused, target: target, origin: address, detail: why)
    do {
      _ = try await withStore { try $0.audit(entry) }
    } catch {
      logger.warning("a refusal could not be kept", metadata: ["error": "\(error)"])
    }
  }
}
