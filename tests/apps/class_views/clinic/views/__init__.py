from clinic.views.appointments import AppointmentViews
from clinic.views.patients import ArchivedPatientViews, PatientViews
from clinic.views.wards import WardViews

__all__ = ["AppointmentViews", "ArchivedPatientViews", "PatientViews", "WardViews"]
