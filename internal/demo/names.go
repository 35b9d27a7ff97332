package demo

// Names, teams, trades and towns of the operation. First and last names are combined at random: that somebody is called
// so is a coincidence. What is listed twice is drawn twice as often.
var (
	firstNames = []string{
		"Adriana", "Alejandro", "Andrés", "Ángela", "Beatriz", "Camilo", "Carolina", "César", "Claudia", "Cristian",
		"Daniela", "Diego", "Edgar", "Eliana", "Esteban", "Fabián", "Gloria", "Héctor", "Iván", "Jimena",
		"Julián", "Katherine", "Leonardo", "Lucía", "Marcela", "Mauricio", "Milena", "Natalia", "Óscar", "Paola",
		"Rubén", "Sandra", "Tatiana", "Wilson", "Yolanda",
	}
	lastNames = []string{
		"Acosta", "Bedoya", "Beltrán", "Cárdenas", "Castañeda", "Cifuentes", "Duarte", "Echeverri", "Forero", "Gaitán",
		"Galvis", "Henao", "Hurtado", "Jaramillo", "Londoño", "Manrique", "Mejía", "Montoya", "Muñoz", "Nariño",
		"Ospina", "Páez", "Peñaloza", "Quintero", "Rincón", "Rodríguez", "Saavedra", "Salazar", "Tobón", "Urrego",
		"Valencia", "Vargas", "Zambrano", "Zapata",
	}
	teamNames   = []string{"Norte", "Centro", "Sur", "Oriente", "Occidente", "Caribe"}
	debtorTypes = []string{"Empleado", "Empleado", "Independiente", "Independiente", "Pensionado", "Comerciante"}
	cities      = []string{
		"Bogotá", "Bogotá", "Bogotá", "Medellín", "Medellín", "Cali", "Barranquilla", "Bucaramanga", "Ibagué",
		"Pereira", "Popayán", "Cúcuta",
	}
)
