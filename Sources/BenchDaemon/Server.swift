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
  private let tls: TLSConfiguration?
  private let onListening: @Sendable (Int) async -> Void

  /// A server that does not listen yet; `onListening` is told the port once it does.
  ///
  /// - Throws: ``ServiceConfigurationError``.
  package init(
    _ configuration: ServiceConfiguration, desk: any LabDesk, store: ResultStore,
    logger: Logger = Logger(label: "mcubenchd.http"),
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws(ServiceConfigurationError) {
    try configuration.check()
    tls = try configuration.tls.map { files throws(ServiceConfigurationError) in
      try Self.tls(files)
    }
    site = Site(configuration: configuration, desk: desk, store: store, logger: logger)
    self.onListening = onListening
  }

  package func run() async throws {
    for warning in site.configuration.warnings { site.logger.warning("\(warning)") }
    let configuration = site.configuration
    let application = Application(
      responder: Self.router(site).buildResponder(),
      server: try Self.builder(configuration, tls),
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
    _ configuration: ServiceConfiguration, _ tls: TLSConfiguration?
  ) throws -> HTTPServerBuilder {
    let limit = TimeAmount.seconds(Int64(configuration.limits.requestSeconds))
    let plain = HTTPServerBuilder.http1(
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [ConnectionGuard(limit: limit)], idleTimeout: limit,
        httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
          maxHeaderFieldSize: 8_192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 64)))
    guard let tls else { return plain }
    return try .tls(plain, tlsConfiguration: tls)
  }

  /// Reads the files now, so that a wrong one is known before the daemon begins.
  private static func tls(
    _ files: ServiceConfiguration.TLSFiles
  ) throws(ServiceConfigurationError) -> TLSConfiguration {
    let chain: [NIOSSLCertificateSource]
    do {
      chain = try NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) }
    } catch {
      throw ServiceConfigurationError(.tlsFile(path: files.certificate, detail: "\(error)"))
    }
    do {
      let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain, privateKey: .privateKey(key))
      configuration.minimumTLSVersion = .tlsv12
      _ = try NIOSSLContext(configuration: configuration)
      return configuration
    } catch {
      throw ServiceConfigurationError(.tlsFile(path: files.key, detail: "\(error)"))
    }
  }

  /// The server's own words are for those who look for faults in it.
  private static func quiet(_ logger: Logger) -> Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .warning)
    return logger
  }
}
