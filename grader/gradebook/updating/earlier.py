"""What earlier kits wrote into `nbgrader_config.py`: a course that still has it has not changed it.

Courses made before the kit kept what it wrote are told apart from changed ones by this alone. Nothing is to be added:
since then `WrittenFiles` knows.
"""

EARLIER = """
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.TemplateExporter.filters = {"markdown2html": "grader.feedback.markdown_as_html"}
c.TemplateExporter.filters = {"markdown2html": "grader.gradebook.feedback.markdown_as_html"}
c.TemplateExporter.filters = {"markdown2html": "grader.nbgrader_plugin.markdown_as_html"}
c.TemplateExporter.filters = {
    "markdown2html": "grader.feedback.markdown_as_html",
    "highlight_code": "grader.feedback.code_as_html",
}
c.TemplateExporter.filters = {
    "markdown2html": "grader.nbgrader_plugin.markdown_as_html",
    "highlight_code": "grader.nbgrader_plugin.code_as_html",
}
c.GenerateFeedback.exporter_class = "grader.gradebook.nbgrader_plugin.FeedbackPage"
c.ZipCollectApp.collector_plugin = "grader.gradebook.zip_collection.Collector"
c.ZipCollectApp.collector_plugin = "grader.zip_collection.Collector"
c.ZipCollectApp.collector_plugin = "grader.nbgrader_plugin.Collector"
c.FileNameCollectorPlugin.named_regexp = rf".*/(?P<student_id>[^_/]+)_[^/]*?(?P<file_id>{'|'.join(course())})[^/]*$"
c.FileNameCollectorPlugin.named_regexp = (
    r"(?:[^/]*_(?=[0-9]+_assignsubmission_file_?/)|(?![^/]*_assignsubmission_))"
    r"(?P<student_id>[a-zA-Z0-9@+][a-zA-Z0-9@+.-]*)_.*"
    rf"(?P<file_id>{'|'.join(sorted(course(), key=len, reverse=True))})[^/]*$"
)
"""
