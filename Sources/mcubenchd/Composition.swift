import BenchDaemon
import BoardProfiles
import Failures
import Lab
import Logging
import ResultStore
import ServiceLifecycle

/// The lab and its HTTP service, side by side.
enum Composition {
  /// Runs both until the lab ends, or the service cannot go on.
  ///
  /// - Throws: when the rig's service cannot be had: an address in use, a certificate that cannot be
  ///   read.
  static func run(
    _ lab: Lab, service configuration: ServiceConfiguration, store: ResultStore
  ) async throws {
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let server = try Server(
      configuration, desk: lab, store: store, logger: Logger(label: "mcubenchd.http")
    ) { port in
      Terminal.note("listening on \(configuration.host) port \(port)")
      ServiceManager.tell("READY=1")
    }
    let services = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [ServiceGroupConfiguration.ServiceConfiguration(service: server)],
        logger: Logger(label: "mcubenchd.services") { label in
          var handler = StreamLogHandler.standardError(label: label)
          handler.logLevel = .error
          return handler
        }))
    try await withThrowingTaskGroup(of: Bool.self) { tasks in
      tasks.addTask {
        try await services.run()
        return false
      }
      tasks.addTask {
        await lab.run()
        return true
      }
      do {
        while let isLab = try await tasks.next() {
          if isLab { await services.triggerGracefulShutdown() } else { lab.stop() }
        }
      } catch {
        lab.stop()
        tasks.cancelAll()
        throw error
      }
    }
  }
}

extension ServiceConfiguration {
  /// What the rig file at `rigPath` says; its files' names are relative to it.
  init(_ service: RigService, rigPath: String) throws {
    let rigDirectory = Lab.directory(of: rigPath)
    func path(_ name: String) -> String {
      name.hasPrefix("/") ? name : "\(rigDirectory)/\(name)"
    }
    var limits = Limits()
    limits.uploadBytes = service.limits.uploadBytes
    limits.requestsPerMinute = service.limits.requestsPerMinute
    limits.liveStreams = service.limits.liveStreams
    limits.requestSeconds = service.limits.requestSeconds
    let address = service.address
    self.init(
      host: address?.host ?? "127.0.0.1", port: address?.port ?? Self.defaultPort,
      tls: service.tls.map {
        TLSFiles(certificate: path($0.certificate), key: path($0.key))
      },
      tokens: try service.tokens.map { token in
        try AccessToken(name: token.name, role: Role(token.role), sha256: token.sha256)
      },
      isInsecure: service.insecure, limits: limits)
  }
}

extension Role {
  fileprivate init(_ role: RigToken.Role) {
    switch role {
    case .read: self = .read
    case .submit: self = .submit
    case .admin: self = .admin
    }
  }
}
