import ArgumentParser

/// The root command: parses arguments and hands over to one of its subcommands.
struct MCUBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcubench",
    abstract: "Layer-by-layer latency of TensorFlow Lite models on microcontrollers.",
    version: "0.1.0",
    subcommands: [
      RunCommand.self,
      AnalyzeCommand.self,
      MakeCommand.self,
      SweepCommand.self,
      SearchCommand.self,
      PredictCommand.self,
      EvaluateCommand.self,
      ScorecardCommand.self,
      FigureCommand.self,
      CalibrateCommand.self,
      TableCommand.self,
      BuildCommand.self,
      ProbesCommand.self,
      FlashCommand.self,
      MonitorCommand.self,
      MLPerfCommand.self,
      HistoryCommand.self,
      ShowCommand.self,
      ExportCommand.self,
      ImportCommand.self,
      PruneCommand.self,
      ModelsCommand.self,
      CompareCommand.self,
      ReportCommand.self,
      NightlyCommand.self,
      BoardsCommand.self,
      DoctorCommand.self,
      SubmitCommand.self,
      JobsCommand.self,
      WatchCommand.self,
      CancelCommand.self,
      QuarantineCommand.self,
    ])
}
