import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Jobs
package import Logging
import NIOCore
import NIOSSL
package import ResultStore
import ServiceLifecycle

/// The lab's HTTP service: the API, and the pages for people.
///
/// Runs until the service group that it belongs to stops it; then answers what it has begun, and
/// ends the live streams.
package struct Server: Service {
  private let site: Site
  private let identity: ServerIdentity?
  private let onListening: @Sendable (Int) async -> Void

  /// A server that does not listen yet; `onListening` is told the port once it does.
  ///
  /// - Throws: ``ServiceConfigurationError``.
  package init(
    _ configuration: ServiceConfiguration, desk: any LabDesk, store: ResultStore,
    logger: Logger = Logger(label: "mcubenchd.http"),
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws(ServiceConfigurationError) {
    identity = try Self.identity(configuration)
    site = Site(configuration: configuration, desk: desk, store: store, logger: logger)
    self.onListening = onListening
  }

  package func run() async throws {
    let expiry = identity?.expiry.warning(at: Self.now)
    for warning in site.configuration.warnings + [expiry].compactMap(\.self) {
      site.logger.warning("\(warning)")
    }
    let configuration = site.configuration
    let application = Application(
      responder: Self.router(site).buildResponder(),
      server: Self.builder(configuration, identity),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port),
        serverName: "mcubenchd",
        availableConnectionsDelegate: MaximumAvailableConnections(
          configuration.limits.connections)),
      onServerRunning: { [onListening] channel in
        await onListening(channel.localAddress?.port ?? configuration.port)
      },
      logger: Self.quiet(site.logger))
    do {
      try await application.run()
    } catch let error as IOError {
      throw ServiceConfigurationError(
        .cannotListen(
          host: configuration.host, port: configuration.port,
          detail: String(cString: strerror(error.errnoCode))))
    }
  }

  /// Every endpoint: the API's, its description's, the pages.
  static func endpoints(_ site: Site) -> [Endpoint] {
    let plain =
      [SubmitEndpoint(site: site).endpoint] + JobEndpoints(site: site).all
      + [EventEndpoint(site: site).endpoint] + RunEndpoints(site: site).all
      + SeriesEndpoints(site: site).all + NightEndpoints(site: site).all
      + BoardEndpoints(site: site).all + LabEndpoints.plain(site)
    return plain + LabEndpoints.descriptions(of: plain) + Dashboard.endpoints(site)
  }

  static func router(_ site: Site) -> Router<Exchange> {
    let endpoints = endpoints(site)
    let router = Router(context: Exchange.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: Envelope(site: site, endpoints: endpoints))
    router.add(middleware: Gate(site: site))
    for endpoint in endpoints {
      router.on(RouterPath(endpoint.path), method: endpoint.method) { request, exchange in
        do {
          return try await endpoint.answer(request, exchange)
        } catch let problem as APIProblem where problem.status == .forbidden {
          await site.noteRefusal(
            of: exchange.caller?.name ?? "unknown", at: exchange.peer,
            from: "\(endpoint.method.rawValue) \(endpoint.path)", because: problem.summary)
          throw problem
        }
      }
    }
    return router
  }

  private static func builder(
    _ configuration: ServiceConfiguration, _ identity: ServerIdentity?
  ) -> HTTPServerBuilder {
    let limit = TimeAmount.seconds(Int64(configuration.limits.requestSeconds))
    let plain = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionGuard(limit: limit)], idleTimeout: limit,
      httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: 8_192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 64))
    guard let identity else { return .http1(configuration: plain) }
    return HTTPServerBuilder { responder in
      EncryptedChannel(
        base: try TLSChannel(
          HTTP1Channel(responder: responder, configuration: plain),
          tlsConfiguration: identity.configuration))
    }
  }

  /// Looks `configuration` over as a start would, and says where it would listen and how.
  ///
  /// - Throws: ``ServiceConfigurationError``.
  package static func check(
    _ configuration: ServiceConfiguration
  ) throws(ServiceConfigurationError) -> String {
    let identity = try identity(configuration)
    let lines =
      [
        "\(configuration.host) port \(configuration.port)"
          + (identity.map { ", TLS with a certificate until \($0.expiry.lastDay)" } ?? "")
      ]
      + (configuration.warnings + [identity?.expiry.warning(at: now)].compactMap(\.self))
      .map { "warning: \($0)" }
    return lines.joined(separator: "\n")
  }

  private static func identity(
    _ configuration: ServiceConfiguration
  ) throws(ServiceConfigurationError) -> ServerIdentity? {
    try configuration.check()
    return try configuration.tls.map { files throws(ServiceConfigurationError) in
      try ServerIdentity(files)
    }
  }

  private static var now: Int64 { Int64(time(nil)) }

  /// The server's own words are for those who look for faults in it.
  private static func quiet(_ logger: Logger) -> Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .warning)
    return logger
  }
}
