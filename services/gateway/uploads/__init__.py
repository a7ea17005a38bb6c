"""Reading of a school's file: CSV, Excel, SchILD, ASV and OneRoster → allow-listed rows with verdicts.

Pure and picklable, made for a process pool. Names, birth dates and every column that is not of the profile
are used in memory for the row key at most; no result, exception or log contains them (R2.1, R2.2).
"""

from services.gateway.uploads.columns import MEANINGS
from services.gateway.uploads.model import Column, Row, Upload
from services.gateway.uploads.problems import Problem
from services.gateway.uploads.reading import read_upload
from services.gateway.uploads.refused import UploadRefused
from services.gateway.uploads.report import report_csv

__all__ = ["MEANINGS", "Column", "Problem", "Row", "Upload", "UploadRefused", "read_upload", "report_csv"]
