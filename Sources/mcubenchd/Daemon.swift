import ArgumentParser

@main
struct Daemon: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcubenchd",
    abstract: "Run a lab's jobs: queue, boards, schedules, HTTP API and dashboard.",
    version: "0.1.0")
}
