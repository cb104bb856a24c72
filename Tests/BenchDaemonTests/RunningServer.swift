import Jobs
import LabClient
import Logging
import MCUBenchTestSupport
import ResultStore
import ServiceLifecycle

@testable import BenchDaemon

/// A server on a free port of this machine, with a scripted lab and a store of its own.
struct RunningServer {
  let desk: ScriptedDesk
  let store: ResultStore
  let port: Int

  var url: String { "http://127.0.0.1:\(port)" }

  /// Runs `work` with a server, and stops it at the end.
  static func with<Value: Sendable>(
    _ configuration: ServiceConfiguration = ServiceConfiguration(),
    _ work: @Sendable (RunningServer) async throws -> Value
  ) async throws -> Value {
    var configuration = configuration
    configuration.port = 0
    return try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: "\(directory)/results.sqlite")
      let desk = ScriptedDesk(store: store)
      let (ports, listening) = AsyncStream.makeStream(of: Int.self)
      let server = try Server(
        configuration, desk: desk, store: store,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      ) { port in listening.yield(port) }
      let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
          services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
      return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
          defer { listening.finish() }
          try await group.run()
        }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else {
          try await tasks.next()
          throw CancellationError()
        }
        let outcome: Result<Value, any Error>
        do {
          outcome = .success(try await work(RunningServer(desk: desk, store: store, port: port)))
        } catch { outcome = .failure(error) }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        try store.close()
        return try outcome.get()
      }
    }
  }
}
