import Benchmarking
import BoardProfiles
import FirmwareArtifacts
import Workbench

/// Builds firmware, a few images at a time, and keeps the latest of them.
///
/// Who wants an image that is being built waits for that build; who wants one that was built gets it
/// at once. Images are told apart by their build id, a hash over all that they are made from.
actor BuildPool {
  private let root: String
  private let width: Int
  private let threads: any TaskExecutor
  /// Images kept that nobody uses.
  private let capacity: Int

  private var running = 0
  private var queue: [CheckedContinuation<Void, Never>] = []
  /// The latest last.
  private var builds: [Build] = []

  /// One build, while it runs and after.
  private final class Build {
    let key: String
    let task: Task<FirmwareImage, any Error>
    var users = 0

    init(key: String, task: Task<FirmwareImage, any Error>) {
      self.key = key
      self.task = task
    }
  }

  /// A pool whose images lie in folders of `root`.
  init(root: String, width: Int, threads: any TaskExecutor, capacity: Int = 16) {
    self.root = root
    self.width = width
    self.threads = threads
    self.capacity = capacity
  }

  /// Runs `body` with the image of a prepared run, which stays until `body` ends.
  func withImage<Value: Sendable>(
    of prepared: PreparedRun, by workbench: Workbench,
    progress: @escaping @Sendable (BenchEvent) -> Void,
    body: @Sendable (FirmwareImage) async throws -> Value
  ) async throws -> Value {
    let build = use(prepared, workbench, progress)
    defer { leave(build) }
    return try await body(try await image(build))
  }

  /// Begins to build what will be wanted soon; a failure shows when it is wanted.
  func foresee(_ prepared: PreparedRun, by workbench: Workbench) {
    guard !builds.contains(where: { $0.key == Self.key(prepared) }) else { return }
    let build = use(prepared, workbench) { _ in }
    build.users -= 1
    let (key, task) = (build.key, build.task)
    // Nobody waits for it yet; what failed is not kept for the one who will.
    Task {
      if (try? await task.value) == nil { cancel(key, task) }
    }
  }

  private static func key(_ prepared: PreparedRun) -> String {
    "\(prepared.board.name) \(prepared.buildID)"
  }

  private func use(
    _ prepared: PreparedRun, _ workbench: Workbench,
    _ progress: @escaping @Sendable (BenchEvent) -> Void
  ) -> Build {
    let key = Self.key(prepared)
    let build: Build
    if let place = builds.firstIndex(where: { $0.key == key }) {
      build = builds.remove(at: place)
      progress(.notice("the image is shared with another job"))
    } else {
      // Several jobs may wait for one build, which must not end with the first of them.
      let task = Task(executorPreference: threads) {
        try await self.built(prepared, workbench, progress)
      }
      build = Build(key: key, task: task)
    }
    builds.append(build)
    build.users += 1
    return build
  }

  private func built(
    _ prepared: PreparedRun, _ workbench: Workbench,
    _ progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> FirmwareImage {
    await enter()
    defer { exit() }
    return try await workbench.image(of: prepared, under: root, progress: progress)
  }

  private func image(_ build: Build) async throws -> FirmwareImage {
    let (key, task) = (build.key, build.task)
    do {
      let image = try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        Task { await self.cancel(key, task) }
      }
      try Task.checkCancellation()
      return image
    } catch {
      if !Task.isCancelled { forget(build) }
      throw error
    }
  }

  /// Ends a build that nobody else waits for.
  private func cancel(_ key: String, _ task: Task<FirmwareImage, any Error>) {
    guard let build = builds.first(where: { $0.key == key && $0.task == task }),
      build.users <= 1
    else { return }
    forget(build)
  }

  private func leave(_ build: Build) {
    build.users -= 1
    for idle in builds.filter({ $0.users == 0 }).dropLast(capacity) { forget(idle) }
  }

  private func forget(_ build: Build) {
    builds.removeAll { $0 === build }
    let task = build.task
    task.cancel()
    Task {
      // The folder goes once the build is over, in whatever way.
      guard let image = try? await task.value, let slash = image.elfPath.lastIndex(of: "/")
      else { return }
      Files.remove(String(image.elfPath[..<slash]))
    }
  }

  // MARK: Places

  private func enter() async {
    if running < width {
      running += 1
      return
    }
    await withCheckedContinuation { queue.append($0) }
  }

  private func exit() {
    if queue.isEmpty { running -= 1 } else { queue.removeFirst().resume() }
  }
}
