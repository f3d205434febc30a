from .assignment_report import AssignmentReport as AssignmentReport
from .assignment_report import report_assignment as report_assignment
from .course_report import CourseReport as CourseReport
from .course_report import report_course as report_course
from .writing import read_reports as read_reports
from .writing import write_pages as write_pages
from .writing import write_tables as write_tables
