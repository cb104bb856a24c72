import BoardProfiles
import Lab
import ResultStore

/// The lab and what serves it, side by side.
enum Composition {
  static func run(
    _ lab: Lab, rig: Rig, rigPath: String, store: ResultStore
  ) async throws {
    ServiceManager.tell("READY=1")
    await lab.run()
  }
}
