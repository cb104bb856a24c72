import BenchDaemon
import BoardProfiles
import Lab
import Logging
import ResultStore
import ServiceLifecycle

/// The lab and what serves it, side by side.
enum Composition {
  /// Runs both until the lab has stopped; a service that cannot listen stops the lab.
  static func run(
    _ lab: Lab, rig: Rig, rigPath: String, store: ResultStore
  ) async throws {
    let log = Logger(label: "mcubenchd")
    let server = try Server(
      try configuration(rig.service, rigPath: rigPath), desk: lab, store: store,
      logger: log
    ) { port in
      log.notice("listening", metadata: ["port": "\(port)"])
      ServiceManager.tell("READY=1")
    }
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(services: [server], logger: log))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        await lab.run()
        await group.triggerGracefulShutdown()
      }
      tasks.addTask {
        defer { lab.stop() }
        try await group.run()
      }
      try await tasks.waitForAll()
    }
  }

  /// The rig file's words for the service; files are named relative to it.
  private static func configuration(
    _ service: RigService, rigPath: String
  ) throws -> ServiceConfiguration {
    func path(_ name: String) -> String {
      guard !name.hasPrefix("/"), let slash = rigPath.lastIndex(of: "/") else { return name }
      return rigPath[...slash] + name
    }
    var configuration = ServiceConfiguration()
    if let address = service.address { (configuration.host, configuration.port) = address }
    configuration.tls = service.tls.map {
      ServiceConfiguration.TLSFiles(certificate: path($0.certificate), key: path($0.key))
    }
    configuration.tokens = try service.tokens.map { token in
      let role = Role(rawValue: token.role.rawValue) ?? .read
      return try AccessToken(name: token.name, role: role, sha256: token.sha256)
    }
    configuration.isInsecure = service.insecure
    configuration.limits.uploadBytes = service.limits.uploadBytes
    configuration.limits.requestsPerMinute = service.limits.requestsPerMinute
    configuration.limits.liveStreams = service.limits.liveStreams
    configuration.limits.requestSeconds = service.limits.requestSeconds
    return configuration
  }
}
